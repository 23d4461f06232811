// What is new in a tenant's rows, for who watches. While somebody does, the rows are looked at once a second; nobody who
// sends a message does anything for it. A NOTIFY with each message would let every process know at once, but it makes all
// commits of the database wait for one lock, watched or not; a look costs one read of an index, and only then.

const everyMs = 1_000

export interface FeedItem {
  readonly id: string
}

interface FeedOptions<Item extends FeedItem> {
  /** The newest rows, and those of `ids`. Oldest first. */
  readonly read: (tenantId: string, ids: readonly string[]) => Promise<readonly Item[]>
  /** An item is told again when this has changed. */
  readonly versionOf: (item: Item) => string
  /** Whether it will still change. */
  readonly isOpen: (item: Item) => boolean
  readonly onError: (error: unknown) => void
}

export interface Feed<Item extends FeedItem> {
  /** From when it resolves, all that is new or has changed is told. Resolves with what ends that. */
  watch(tenantId: string, onItem: (item: Item) => void): Promise<() => void>
  close(): void
}

/** Of rows that stay open for long, the oldest are given up. */
const maxOpenMessages = 500

export function createFeed<Item extends FeedItem>(options: FeedOptions<Item>): Feed<Item> {
  const watched = new Map<string, Watched<Item>>()
  return {
    async watch(tenantId, onItem) {
      const found = watched.get(tenantId) ?? startWatching(tenantId, options)
      watched.set(tenantId, found)
      found.listeners.add(onItem)
      const leave = () => {
        found.listeners.delete(onItem)
        if (found.listeners.size > 0 || watched.get(tenantId) !== found) return
        found.stop()
        watched.delete(tenantId)
      }
      try {
        await found.ready
        return leave
      } catch (error) {
        leave()
        throw error
      }
    },
    close() {
      for (const { stop } of watched.values()) stop()
      watched.clear()
    },
  }
}

interface Watched<Item> {
  readonly listeners: Set<(item: Item) => void>
  /** What was there before has been seen. */
  readonly ready: Promise<void>
  readonly stop: () => void
}

function startWatching<Item extends FeedItem>(
  tenantId: string,
  { read, versionOf, isOpen, onError }: FeedOptions<Item>,
): Watched<Item> {
  const listeners = new Set<(item: Item) => void>()
  let seen = new Map<string, string>()
  let open: string[] = []
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  async function look(): Promise<readonly Item[]> {
    const items = await read(tenantId, open)
    const fresh = items.filter((item) => seen.get(item.id) !== versionOf(item))
    seen = new Map(items.map((item) => [item.id, versionOf(item)]))
    open = items
      .filter(isOpen)
      .map(({ id }) => id)
      .slice(-maxOpenMessages)
    return fresh
  }
  function lookAgainLater(): void {
    if (isStopped) return
    timer = setTimeout(() => void tell().finally(lookAgainLater), everyMs)
    timer.unref()
  }
  async function tell(): Promise<void> {
    try {
      for (const item of await look()) for (const listener of [...listeners]) listener(item)
    } catch (error) {
      onError(error)
    }
  }

  const ready = look().then(lookAgainLater)
  return {
    listeners,
    ready,
    stop: () => {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
