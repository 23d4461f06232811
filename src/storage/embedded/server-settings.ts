/**
 * The settings of the embedded PostgreSQL. They go on its command line, which beats every configuration file: each
 * start of a new Otpost brings its own, nothing on disk can disagree, and root writes no file into a folder that
 * an unprivileged account owns.
 */

/** Where the server listens: a folder for its Unix socket, or a loopback port where there are no such sockets. */
export type ListenAt = { socketFolder: string } | { loopbackPort: number }

/** The number in the socket's file name; no TCP port is opened. */
export const socketPort = 5432

export function serverSettings(listenAt: ListenAt): string[] {
  const settings = {
    ...listenSettings(listenAt),
    ...durability,
    ...footprint,
    ...journal,
    ...serverLog,
    ...rest,
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function listenSettings(listenAt: ListenAt): Record<string, string> {
  if ('loopbackPort' in listenAt) {
    return { listen_addresses: '127.0.0.1', port: String(listenAt.loopbackPort), unix_socket_directories: '' }
  }
  return {
    listen_addresses: '',
    port: String(socketPort),
    // The setting is a list: quotes keep commas and spaces of a path in it.
    unix_socket_directories: `"${listenAt.socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
  }
}

const durability: Record<string, string> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // On macOS a plain fsync stops at the drive's cache; this one reaches the disk.
  ...(process.platform === 'darwin' ? { wal_sync_method: 'fsync_writethrough' } : {}),
}

const footprint = {
  // The working set is recent messages and users; the operating system's cache holds the rest.
  shared_buffers: '32MB',
  max_connections: '50',
  huge_pages: 'off',
  // Three I/O workers less; reads are few and small here.
  io_method: 'sync',
  // No query here is worth a second process or a compiler.
  jit: 'off',
  max_worker_processes: '0',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  // Zero also keeps the launcher of logical replication from starting.
  max_logical_replication_workers: '0',
  max_wal_senders: '0',
  max_replication_slots: '0',
  autovacuum: 'on',
  autovacuum_max_workers: '2',
  autovacuum_worker_slots: '2',
  maintenance_work_mem: '32MB',
}

const journal = {
  // Nobody replicates from this server, so the journal needs only what crash recovery reads.
  wal_level: 'minimal',
  // A page's first change after a checkpoint writes the whole page: fewer checkpoints, less journal per commit.
  // The size bounds what a recovery replays to a few seconds.
  checkpoint_timeout: '15min',
  max_wal_size: '512MB',
}

const serverLog = {
  log_destination: 'stderr',
  logging_collector: 'off',
  // A refused statement is its client's to report. In this file its text, or the row that a constraint names, would
  // show numbers and codes: so no errors of statements (`log` ranks above `error`), no details, no parameters.
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_transaction_sample_rate: '0',
  log_duration: 'off',
  log_lock_waits: 'off',
  log_temp_files: '-1',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_checkpoints: 'off',
}

const rest = {
  cluster_name: 'otpost',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
}
