import { Tooltip } from '@mantine/core'
import { useInterval } from '@mantine/hooks'
import { useState } from 'react'

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })

interface Props {
  /** As the API writes it. */
  readonly at: string
  /** `relative` is how long ago it was, with the time itself at hand; `clock` is the time of day. */
  readonly as?: 'relative' | 'exact' | 'clock'
}

export function Time({ at, as = 'relative' }: Props) {
  const [now, setNow] = useState(() => Date.now())
  useInterval(() => setNow(Date.now()), 30_000, { autoInvoke: as === 'relative' })
  const time = new Date(at)
  if (Number.isNaN(time.getTime())) return <span>{at}</span>
  const full = exact.format(time)
  if (as === 'exact') return <time dateTime={at}>{full}</time>
  return (
    <Tooltip label={full}>
      <time dateTime={at} style={{ whiteSpace: 'nowrap' }}>
        {as === 'clock' ? clock.format(time) : describeAge(time.getTime() - now)}
      </time>
    </Tooltip>
  )
}

function describeAge(ms: number): string {
  const seconds = Math.round(Math.min(0, ms) / 1000)
  if (seconds > -45) return 'just now'
  if (seconds > -3_600) return relative.format(Math.round(seconds / 60), 'minute')
  if (seconds > -86_400) return relative.format(Math.round(seconds / 3_600), 'hour')
  return relative.format(Math.round(seconds / 86_400), 'day')
}
