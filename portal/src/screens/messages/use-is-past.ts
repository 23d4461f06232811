import { useEffect, useState } from 'react'

/** A timer takes no longer delay than this. */
const maxTimerMs = 2_147_483_647

/** Whether a moment is over, from the moment on when it is. */
export function useIsPast(at: string | undefined): boolean {
  const time = at === undefined ? Number.POSITIVE_INFINITY : Date.parse(at)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const wait = time - Date.now()
    if (!(wait < maxTimerMs)) return
    const timer = setTimeout(() => setNow(Date.now()), Math.max(0, wait) + 1)
    return () => clearTimeout(timer)
  }, [time])
  return time < now
}
