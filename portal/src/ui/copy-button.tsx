import { ActionIcon, Button, CopyButton as Copy, type MantineSize, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'

interface Props {
  readonly value: string
  /** What it does, e.g. `Copy 123456`. */
  readonly label: string
  readonly size?: MantineSize
  /** Says so in words; else it is an icon. */
  readonly withWords?: boolean
}

export function CopyButton({ value, label, size = 'sm', withWords = false }: Props) {
  return (
    <Copy value={value} timeout={2000}>
      {({ copied, copy }) => {
        const Icon = copied ? IconCheck : IconCopy
        const text = copied ? 'Copied' : label
        return (
          <>
            {withWords ? (
              <Button variant="light" size={size} leftSection={<Icon size={16} aria-hidden />} onClick={copy}>
                {text}
              </Button>
            ) : (
              <Tooltip label={text}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  c="inherit"
                  size={size}
                  aria-label={label}
                  onClick={copy}
                >
                  <Icon size={16} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
            <span className="visually-hidden" role="status">
              {copied ? 'Copied' : ''}
            </span>
          </>
        )
      }}
    </Copy>
  )
}
