// Tells this process that another one changed a tenant. A lost connection is opened again; what was missed
// meanwhile is caught by the directory's own comparison of versions.

import type { Pool, PoolClient } from 'pg'

export const changeChannel = 'otpost_tenant_changed'
const reconnectAfterMs = 1_000

/** Holds one connection of the pool for as long as it listens. */
export async function listenForChanges(pool: Pool, onChange: () => void): Promise<() => Promise<void>> {
  let client: PoolClient | undefined
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function connect(): Promise<void> {
    const opened = await pool.connect()
    opened.on('notification', onChange)
    opened.once('error', (error) => {
      client = undefined
      opened.release(error)
      retry()
    })
    await opened.query(`listen ${changeChannel}`)
    client = opened
  }
  function retry(): void {
    if (stopped) return
    timer = setTimeout(() => void connect().then(onChange, retry), reconnectAfterMs)
    timer.unref()
  }

  await connect()
  return async () => {
    stopped = true
    clearTimeout(timer)
    // Closed, not handed back: a pooled connection must not go on listening.
    client?.release(true)
  }
}
