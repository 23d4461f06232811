// Takes away what Deno's permissions do not cover, and gives harmless answers where Node's modules would throw: packages
// ask for the host's name or the number of processors while they load. Permissions keep scripts in; this keeps them tidy.

import os from 'node:os'
import process from 'node:process'
import workerThreads from 'node:worker_threads'

/** Modules that make no sense in a script, or would outlive its run. */
export const unavailableModules: ReadonlySet<string> = new Set([
  'cluster',
  'inspector',
  'inspector/promises',
  'repl',
  'sea',
  'sqlite',
  'test',
  'test/reporters',
  'trace_events',
  'wasi',
  'worker_threads',
])

const unwantedGlobals = [
  // Deno keeps these on disk, one store for all processes: tenants would share them.
  'localStorage',
  'sessionStorage',
  'Storage',
  'caches',
  'Cache',
  'CacheStorage',
  // Follows redirects where the egress guard does not see them.
  'EventSource',
  'WebSocketStream',
  'WebTransport',
  // Has a scope of its own, without what is done here.
  'Worker',
  'BroadcastChannel',
  'alert',
  'confirm',
  'prompt',
  'nodeBootstrap',
]

const unwantedInDeno = [
  'HttpClient',
  'QuicEndpoint',
  'addSignalListener',
  'bench',
  'connectQuic',
  'createHttpClient',
  'jupyter',
  'lint',
  'listen',
  'listenDatagram',
  'listenTls',
  'mainModule',
  'openKv',
  'permissions',
  'resolveDns',
  'serve',
  'serveHttp',
  'telemetry',
  'test',
  'unsafe',
  'upgradeWebSocket',
]

export interface Environment {
  /** What `process.env` and `Deno.env` show from now on. */
  show(values: Readonly<Record<string, string>>): void
}

export function lockDown(): Environment {
  const internal: unknown = Reflect.get(Deno, 'internal')
  if (typeof internal === 'symbol') Reflect.deleteProperty(Deno, internal)
  for (const name of ['internal', ...unwantedInDeno]) Reflect.deleteProperty(Deno, name)
  for (const name of unwantedGlobals) Reflect.deleteProperty(globalThis, name)
  if (Reflect.ownKeys(Deno).includes('internal') || Reflect.has(globalThis, 'localStorage')) {
    throw new Error('This Deno cannot be locked down')
  }
  // A module's named exports cannot be taken away, but a class whose parent throws makes nothing.
  class Unavailable {
    constructor() {
      throw new Error('Workers are not available to scripts')
    }
  }
  Object.setPrototypeOf(workerThreads.Worker, Unavailable)

  answer(os, {
    hostname: 'localhost',
    homedir: '/',
    tmpdir: '/tmp',
    release: '6.0.0',
    version: '',
    uptime: 0,
    loadavg: [0, 0, 0],
    totalmem: 256 * 1024 * 1024,
    freemem: 128 * 1024 * 1024,
    availableParallelism: 1,
    cpus: [{ model: '', speed: 0, times: { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 } }],
    networkInterfaces: {},
    userInfo: { username: 'script', uid: 65534, gid: 65534, shell: null, homedir: '/' },
  })
  answer(process, { cwd: '/', getuid: 65534, geteuid: 65534, getgid: 65534, getegid: 65534, uptime: 0 })
  define(process, 'argv', ['deno', 'script'])
  define(process, 'execArgv', [])
  define(process, 'stdin', undefined)
  for (const name of [
    'binding',
    '_getActiveHandles',
    '_getActiveRequests',
    'report',
    'dlopen',
    'mainModule',
  ]) {
    Reflect.deleteProperty(process, name)
  }
  define(Deno, 'args', [])
  define(Deno, 'stdin', { read: async () => null, readSync: () => null, isTerminal: () => false, close() {} })
  return replaceEnvironment()
}

function replaceEnvironment(): Environment {
  let values: Record<string, string> = {}
  Object.defineProperty(process, 'env', {
    get: () => values,
    set: () => {},
    configurable: true,
    enumerable: true,
  })
  define(Deno, 'env', {
    get: (name: string) => values[name],
    has: (name: string) => Object.hasOwn(values, name),
    set: (name: string, value: string) => {
      values[name] = `${value}`
    },
    delete: (name: string) => {
      delete values[name]
    },
    toObject: () => ({ ...values }),
  })
  const assign = Object.assign
  return {
    show: (shown) => {
      values = assign({}, shown)
    },
  }
}

/** Each function answers a fresh copy of the same. */
function answer(owner: object, answers: Readonly<Record<string, unknown>>): void {
  const copy = structuredClone
  for (const [name, value] of Object.entries(answers)) {
    if (Reflect.has(owner, name)) define(owner, name, () => copy(value))
  }
}

function define(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, writable: true, configurable: true, enumerable: true })
}
