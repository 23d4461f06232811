import { ActionIcon, Group, TextInput, Tooltip } from '@mantine/core'
import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'
import { ErrorAlert } from './error-alert.tsx'
import { ConfirmationDeclined, useWithConfirmation } from './password-confirmation.tsx'

interface Props {
  readonly label: string
  readonly description?: ReactNode
  /** Asks the server for the secret; a confirmation that it wants is asked for here. Absent where none may see it. */
  readonly reveal?: () => Promise<string>
  /** Beside it, such as a button that replaces it. */
  readonly actions?: ReactNode
  readonly disabled?: boolean
}

/** A secret that the server keeps: masked until it is asked for, and shown only as long as the page is open. */
export function SecretField({ label, description, reveal, actions, disabled = false }: Props) {
  const confirmed = useWithConfirmation()
  const shown = useMutation({ mutationFn: (ask: () => Promise<string>) => confirmed(ask) })
  const isShown = shown.data !== undefined
  const eyeLabel = isShown ? `Hide ${label}` : `Reveal ${label}`
  return (
    <div>
      <Group align="flex-end" gap="xs">
        <TextInput
          label={label}
          description={description}
          readOnly
          disabled={disabled}
          value={shown.data ?? '••••••••••••••••'}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          style={{ flex: '1 1 240px' }}
          rightSectionWidth={isShown ? 68 : 40}
          rightSection={
            reveal && (
              <Group gap={2} wrap="nowrap">
                {isShown && <CopyButton value={shown.data} label={`Copy ${label}`} />}
                <Tooltip label={eyeLabel}>
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    c="inherit"
                    aria-label={eyeLabel}
                    disabled={disabled}
                    loading={shown.isPending}
                    onClick={() => (isShown ? shown.reset() : shown.mutate(reveal))}
                  >
                    {isShown ? <IconEyeOff size={16} aria-hidden /> : <IconEye size={16} aria-hidden />}
                  </ActionIcon>
                </Tooltip>
              </Group>
            )
          }
        />
        {actions}
      </Group>
      {!(shown.error instanceof ConfirmationDeclined) && <ErrorAlert error={shown.error} />}
    </div>
  )
}
