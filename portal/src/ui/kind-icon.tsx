import { Box } from '@mantine/core'

interface Props {
  readonly title: string
  /** The `d` of an SVG path on a 24 × 24 grid. */
  readonly icon: string | undefined
}

/** The icon of a provider kind, or the first letter of its title where it has none. */
export function KindIcon({ title, icon }: Props) {
  if (icon === undefined) {
    return (
      <Box component="span" aria-hidden style={letterStyle}>
        {title.charAt(0).toUpperCase()}
      </Box>
    )
  }
  return (
    <svg
      aria-hidden
      width={18}
      height={18}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={2}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={icon} />
    </svg>
  )
}

const letterStyle = {
  display: 'inline-flex',
  alignItems: 'center',
  justifyContent: 'center',
  width: 18,
  height: 18,
  border: '1.5px solid currentColor',
  borderRadius: 4,
  fontSize: 11,
  fontWeight: 700,
  lineHeight: 1,
} as const
