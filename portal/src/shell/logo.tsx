import { Group, Text } from '@mantine/core'

export function Logo() {
  return (
    <Group gap={8} wrap="nowrap">
      <svg width="26" height="26" viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#0f6e63" />
        <path
          d="M9.5 7h13A2.5 2.5 0 0 1 25 9.5v9a2.5 2.5 0 0 1-2.5 2.5H15l-5 4.5V21h-.5A2.5 2.5 0 0 1 7 18.5v-9A2.5 2.5 0 0 1 9.5 7z"
          fill="#fff"
        />
        <circle cx="12" cy="14" r="1.7" fill="#0f6e63" />
        <circle cx="16" cy="14" r="1.7" fill="#0f6e63" />
        <circle cx="20" cy="14" r="1.7" fill="#0f6e63" />
      </svg>
      <Text fw={700} size="lg">
        Otpost
      </Text>
    </Group>
  )
}
