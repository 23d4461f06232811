/**
 * The PostgreSQL that Otpost brings along: a supervised child process on a Unix socket, its data in the data folder.
 * It must keep what it has said it keeps (fsync stays on), serve one Otpost at a time, and need no hand after any
 * kind of crash. Nothing outside this folder knows that the server is embedded, except who starts it.
 */
import { rm } from 'node:fs/promises'
import pg from 'pg'
import { binariesFor, findBinaries } from './binaries.ts'
import { databaseName, prepareCluster, readPassword, role } from './cluster.ts'
import {
  type DataFolder,
  findDataFolder,
  linkCluster,
  openDataFolder,
  placeElsewhere,
} from './data-folder.ts'
import { acquireLock, isLocked, type Lock } from './lock.ts'
import { type Address, readPostmasterFile, stopOrphan } from './postmaster.ts'
import { type SuperviseLog, supervise } from './supervise.ts'

/** What `pg.PoolConfig` takes; `host` is the folder of a Unix socket, or loopback on Windows. */
export interface EmbeddedConnection extends Address {
  user: string
  password: string
  database: string
}

export interface EmbeddedPostgres {
  connection: EmbeddedConnection
  /** The account that PostgreSQL runs as, when Otpost runs as root. */
  runsAs?: string
  /** Where the data really is: below the data folder, unless that account cannot enter it. */
  dataFolder: string
  /** Whether this start made the cluster. */
  isNew: boolean
  /** Ends every connection that is left, writes everything to disk, frees the folder. */
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  dataDir: string
  log: SuperviseLog
}

/** Starts the server of the folder, making or recovering it as needed; refuses a folder that is in use. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = await openDataFolder(options.dataDir)
  const lock = await acquireLock(folder.home, folder.dataDir)
  try {
    return await start(folder, lock, options.log)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** The connection to the server that a running Otpost keeps on the folder; undefined when none does. */
export async function attachEmbeddedPostgres(options: {
  dataDir: string
}): Promise<EmbeddedConnection | undefined> {
  const folder = await findDataFolder(options.dataDir)
  if (!folder || !isLocked(folder.home)) return undefined
  const running = await readPostmasterFile(folder.cluster)
  return running?.ready ? connectionTo(running.address, await readPassword(folder.dataDir)) : undefined
}

async function start(folder: DataFolder, lock: Lock, log: SuperviseLog): Promise<EmbeddedPostgres> {
  const setAside = await linkCluster(folder)
  if (setAside) log.warn({ folder: setAside }, 'kept the database of a data folder that was deleted')
  const binaries = await binariesFor(folder.account, placeElsewhere(folder.dataDir), await findBinaries())
  const isNew = await prepareCluster(folder, binaries)
  const orphan = await stopOrphan(folder, binaries)
  if (orphan) log.warn({ pid: orphan }, 'stopped the PostgreSQL that an earlier Otpost left running')
  const password = await readPassword(folder.dataDir)
  const server = await supervise(folder, binaries, log)
  try {
    const connection = connectionTo(server.address, password)
    await ensureDatabase(connection)
    return {
      connection,
      ...(folder.account ? { runsAs: folder.account.name } : {}),
      dataFolder: folder.cluster,
      isNew,
      stop: async () => {
        await server.stop()
        if (connection.host !== folder.cluster && connection.host.startsWith('/')) {
          await rm(connection.host, { recursive: true, force: true })
        }
        lock.release()
      },
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

const connectionTo = ({ host, port }: Address, password: string): EmbeddedConnection => ({
  host,
  port,
  user: role,
  password,
  database: databaseName,
})

/** Also completes a first start that was cut off between making the cluster and making the database. */
async function ensureDatabase(connection: EmbeddedConnection): Promise<void> {
  try {
    await withClient(connection, async () => undefined)
  } catch (error) {
    if (!isMissingDatabase(error)) throw error
    await withClient({ ...connection, database: 'postgres' }, (client) =>
      client.query(`CREATE DATABASE ${databaseName}`),
    )
  }
}

const isMissingDatabase = (error: unknown) => error instanceof pg.DatabaseError && error.code === '3D000'

async function withClient(connection: EmbeddedConnection, work: (client: pg.Client) => Promise<unknown>) {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
