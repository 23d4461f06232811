// Tells this process that another one changed a tenant. A lost connection is opened again; what was missed
// meanwhile is caught by the directory's own comparison of versions.

import { once } from 'node:events'
import type { Pool, PoolClient } from 'pg'

export const changeChannel = 'otpost_tenant_changed'
const reconnectAfterMs = 1_000

/** Holds one connection of the pool for as long as it listens. */
export async function listenForChanges(pool: Pool, onChange: () => void): Promise<() => Promise<void>> {
  let client: PoolClient | undefined
  let connecting: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function connect(): Promise<void> {
    const opened = await pool.connect()
    try {
      opened.on('notification', onChange)
      await opened.query(`listen ${changeChannel}`)
      opened.once('end', reconnect)
      client = opened
    } catch (error) {
      opened.release(true)
      throw error
    }
  }
  function reconnect(): void {
    client?.release(true)
    client = undefined
    if (stopped) return
    timer = setTimeout(() => {
      connecting = connect().then(onChange, reconnect)
    }, reconnectAfterMs)
    timer.unref()
  }

  await connect()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await connecting
    const last = client
    client = undefined
    if (!last) return
    // Closed, not handed back: a pooled connection must not go on listening. And closed before the database may be.
    const ended = once(last, 'end')
    last.release(true)
    await ended
  }
}
