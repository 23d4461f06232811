// A stream of events that mends itself: the browser reconnects after a broken connection by itself, and this after an
// answer that was none (a restart, a proxy), waiting longer each time.

import { useEffect, useEffectEvent, useState } from 'react'

const firstWaitMs = 1_000
const maxWaitMs = 30_000

/** `onReconnect` is called when events may have been missed. @returns whether events arrive */
export function useServerEvents<T>(
  path: string,
  { onEvent, onReconnect }: { readonly onEvent: (event: T) => void; readonly onReconnect: () => void },
): boolean {
  const [isLive, setLive] = useState(false)
  const handleEvent = useEffectEvent(onEvent)
  const handleReconnect = useEffectEvent(onReconnect)

  useEffect(() => {
    let source: EventSource | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let waitMs = firstWaitMs
    let wasOpen = false

    const connect = () => {
      const opened = new EventSource(path, { withCredentials: true })
      source = opened
      opened.addEventListener('open', () => {
        waitMs = firstWaitMs
        setLive(true)
        if (wasOpen) handleReconnect()
        wasOpen = true
      })
      opened.addEventListener('message', ({ data }: MessageEvent<string>) => {
        const event: T = JSON.parse(data)
        handleEvent(event)
      })
      opened.addEventListener('error', () => {
        setLive(false)
        if (opened.readyState !== EventSource.CLOSED) return
        timer = setTimeout(connect, waitMs)
        waitMs = Math.min(waitMs * 2, maxWaitMs)
      })
    }
    connect()
    return () => {
      clearTimeout(timer)
      source?.close()
    }
  }, [path])

  return isLive
}
