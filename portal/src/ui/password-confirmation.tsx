// What shows secrets wants the password once more. Whoever asks for such a thing wraps its request; when the server
// wants a confirmation, a dialog asks for it and the request is made again.

import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'
import { ApiError } from '../api/api-error.ts'
import { useConfirmPassword, useSession } from '../api/session.ts'
import { ErrorAlert } from './error-alert.tsx'
import { PasswordField } from './password-field.tsx'

type Confirmed = <T>(request: () => Promise<T>) => Promise<T>

/** The dialog was closed: nothing happened, and nothing is to be said about it. */
export class ConfirmationDeclined extends Error {}

const ConfirmationContext = createContext<Confirmed | undefined>(undefined)

export function useWithConfirmation(): Confirmed {
  const confirmed = useContext(ConfirmationContext)
  if (!confirmed) throw new Error('useWithConfirmation needs a PasswordConfirmation above it')
  return confirmed
}

export function PasswordConfirmation({ children }: { readonly children: ReactNode }) {
  const [asking, setAsking] = useState<PromiseWithResolvers<void>>()

  const confirmed = useCallback<Confirmed>(async (request) => {
    try {
      return await request()
    } catch (error) {
      if (!(error instanceof ApiError) || error.kind !== 'confirmation-required') throw error
      const answer = Promise.withResolvers<void>()
      setAsking(answer)
      try {
        await answer.promise
      } finally {
        setAsking(undefined)
      }
      return request()
    }
  }, [])

  return (
    <ConfirmationContext value={confirmed}>
      {children}
      <Modal
        opened={asking !== undefined}
        onClose={() => asking?.reject(new ConfirmationDeclined('Not confirmed'))}
        title="Confirm it's you"
      >
        <PasswordForm
          onConfirmed={() => asking?.resolve()}
          onCancel={() => asking?.reject(new ConfirmationDeclined('Not confirmed'))}
        />
      </Modal>
    </ConfirmationContext>
  )
}

interface FormProps {
  readonly onConfirmed: () => void
  readonly onCancel: () => void
}

function PasswordForm({ onConfirmed, onCancel }: FormProps) {
  const { administrator } = useSession()
  const confirm = useConfirmPassword()
  const [password, setPassword] = useState('')
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        confirm.mutate(password, { onSuccess: onConfirmed })
      }}
    >
      <Stack>
        <Text size="sm">Enter your password to view secrets for the next five minutes.</Text>
        <ErrorAlert error={confirm.error} />
        <PasswordField
          label={`Password for ${administrator.email}`}
          autoComplete="current-password"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={confirm.isPending} disabled={password === ''}>
            Confirm
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
