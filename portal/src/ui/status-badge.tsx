import { Badge, type BadgeProps } from '@mantine/core'
import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconChecks,
  IconCircle,
  IconClock,
  IconX,
} from '@tabler/icons-react'

const looks = {
  good: { color: 'pine', icon: IconCheck },
  better: { color: 'pine', icon: IconChecks },
  bad: { color: 'red', icon: IconX },
  refused: { color: 'red', icon: IconBan },
  // The usual text of this colour is too pale for its ground.
  warning: { color: 'yellow', c: 'var(--otpost-warning)', icon: IconAlertTriangle },
  waiting: { color: 'blue', icon: IconClock },
  neutral: { color: 'gray', icon: IconCircle },
} as const
type Look = keyof typeof looks

const known = new Map<string, { readonly label: string; readonly look: Look }>([
  ['accepted', { label: 'Accepted', look: 'good' }],
  ['delivered', { label: 'Delivered', look: 'better' }],
  ['failed', { label: 'Failed', look: 'bad' }],
  ['refused', { label: 'Refused', look: 'refused' }],
  ['undelivered', { label: 'Undelivered', look: 'bad' }],
  ['queued', { label: 'Queued', look: 'waiting' }],
  ['sent', { label: 'Sent', look: 'good' }],
  ['sending', { label: 'Sending', look: 'waiting' }],
  ['pending', { label: 'Pending', look: 'waiting' }],
  ['building', { label: 'Building', look: 'waiting' }],
  ['packaged', { label: 'Building', look: 'waiting' }],
  ['retrying', { label: 'Building', look: 'waiting' }],
  ['built', { label: 'Built', look: 'good' }],
  ['deployed', { label: 'Deployed', look: 'better' }],
  ['enabled', { label: 'Enabled', look: 'good' }],
  ['disabled', { label: 'Disabled', look: 'neutral' }],
  ['blocked', { label: 'Blocked', look: 'bad' }],
])

interface Props extends Pick<BadgeProps, 'size'> {
  readonly status: string
  /** Other words than the usual ones. */
  readonly label?: string
  readonly look?: Look
}

/** A status in words, with an icon of its own: the colour only adds to it. */
export function StatusBadge({ status, label, look, size = 'md' }: Props) {
  const usual = known.get(status)
  const { icon: Icon, ...colors } = looks[look ?? usual?.look ?? 'neutral']
  return (
    <Badge {...colors} variant="light" size={size} leftSection={<Icon size={12} stroke={2.5} aria-hidden />}>
      {label ?? usual?.label ?? status}
    </Badge>
  )
}
