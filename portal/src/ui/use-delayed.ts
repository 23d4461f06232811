import { useEffect, useState } from 'react'

/** Whether something goes on for longer than people notice: until then nothing says that they wait. */
export function useDelayed(isGoingOn: boolean, delayMs = 200): boolean {
  const [isLong, setLong] = useState(false)
  useEffect(() => {
    if (!isGoingOn) return
    const timer = setTimeout(() => setLong(true), delayMs)
    return () => {
      clearTimeout(timer)
      setLong(false)
    }
  }, [isGoingOn, delayMs])
  return isGoingOn && isLong
}
