// The session can end while somebody types. They sign in again on the spot, and what they typed stays.

import { Anchor, Button, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useApi } from '../api/api-context.tsx'
import { useSession, useSignInAgain } from '../api/session.ts'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { PasswordField } from '../ui/password-field.tsx'

export function SessionEnded() {
  const api = useApi()
  const queries = useQueryClient()
  const { administrator } = useSession()
  const [hasEnded, ended] = useDisclosure(false)
  const [password, setPassword] = useState('')
  const signIn = useSignInAgain()

  useEffect(() => api.onSignedOut(ended.open), [api, ended.open])

  const submit = () =>
    signIn.mutate(
      { email: administrator.email, password },
      {
        onSuccess: () => {
          setPassword('')
          ended.close()
          void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
        },
      },
    )

  return (
    <Modal
      opened={hasEnded}
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="You have been signed out"
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Stack>
          <Text size="sm">Sign in again to continue. Your unsaved changes are kept.</Text>
          <ErrorAlert error={signIn.error} />
          <PasswordField
            label={`Password for ${administrator.email}`}
            autoComplete="current-password"
            data-autofocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <Button type="submit" loading={signIn.isPending} disabled={password === ''}>
            Sign in
          </Button>
          {/* A whole new page: what belongs to this session must not be seen by another. */}
          <Anchor href="/portal/sign-in" size="sm">
            Sign in with a different account
          </Anchor>
        </Stack>
      </form>
    </Modal>
  )
}
