import { ActionIcon, Button, CopyButton as Copy, type MantineSize, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { ReactNode } from 'react'

interface Props {
  readonly value: string
  /** What is copied, e.g. `Copy the code`. */
  readonly label: string
  readonly size?: MantineSize
  /** With words inside it is a button, else an icon. */
  readonly children?: ReactNode
}

export function CopyButton({ value, label, size = 'sm', children }: Props) {
  return (
    <Copy value={value} timeout={2000}>
      {({ copied, copy }) => {
        const Icon = copied ? IconCheck : IconCopy
        const text = copied ? 'Copied' : label
        return (
          <>
            {children === undefined ? (
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
            ) : (
              <Button
                variant="light"
                size={size}
                aria-label={label}
                leftSection={<Icon size={16} aria-hidden />}
                onClick={copy}
              >
                {copied ? 'Copied' : children}
              </Button>
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
