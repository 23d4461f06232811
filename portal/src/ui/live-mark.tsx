import { StatusBadge } from './status-badge.tsx'

/** Whether what is shown changes by itself at once, or is asked for every few seconds. */
export function LiveMark({ isLive }: { readonly isLive: boolean }) {
  return isLive ? (
    <StatusBadge status="live" label="Live" look="good" />
  ) : (
    <StatusBadge status="polling" label="Updates every 5 s" look="waiting" />
  )
}
