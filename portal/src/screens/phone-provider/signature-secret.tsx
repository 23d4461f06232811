import { Button, Checkbox, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { showSuccess } from '../../ui/notify.ts'
import { ConfirmationDeclined, useWithConfirmation } from '../../ui/password-confirmation.tsx'
import { SecretField } from '../../ui/secret-field.tsx'
import { Time } from '../../ui/time.tsx'
import { providerPath, type WebhookSecret } from './phone-provider-api.ts'

const path = `${providerPath}/webhook-secret`

export function SignatureSecret() {
  const api = useApi()
  const mayChange = useMayChange()
  const confirmed = useWithConfirmation()
  const [isAsking, ask] = useDisclosure(false)
  // The field forgets the key before when there is a new one.
  const [generation, setGeneration] = useState(0)
  const [keyBefore, setKeyBefore] = useState<WebhookSecret['previous']>()
  const [isAtOnce, setAtOnce] = useState(false)
  const rotate = useMutation({
    mutationFn: () =>
      confirmed(() =>
        api.post<WebhookSecret>(`${path}/rotate`, { ...(isAtOnce && { previous_valid_for: 0 }) }),
      ),
    onSuccess: ({ previous }) => {
      ask.close()
      setGeneration(generation + 1)
      setKeyBefore(previous)
      showSuccess(
        previous ? 'There is a new key. The one before works for another 24 hours.' : 'There is a new key.',
      )
    },
  })
  const reveal = async () => {
    const { secret, previous } = await api.get<WebhookSecret>(path)
    setKeyBefore(previous)
    return secret
  }
  const openDialog = () => {
    rotate.reset()
    setAtOnce(false)
    ask.open()
  }
  return (
    <>
      <SecretField
        key={generation}
        label="Webhook Signature Secret Key"
        description={
          <>
            Each request carries <code>x-authgear-body-signature</code>: the HMAC-SHA256 of its body under
            this key, in hexadecimal. Verify it before you trust a request.
          </>
        }
        disabled={!mayChange}
        reveal={reveal}
        actions={
          mayChange && (
            <Button variant="default" onClick={openDialog}>
              Rotate
            </Button>
          )
        }
      />
      {keyBefore && (
        <Text size="xs" c="dimmed">
          The key before works until <Time at={keyBefore.retires_at} as="exact" />. Until then{' '}
          <code>x-authgear-body-signature</code> is made with that one, and <code>webhook-signature</code> has
          a signature with each.
        </Text>
      )}
      <ConfirmDialog
        opened={isAsking}
        title="Replace the key?"
        action="Replace the key"
        isDangerous
        isPending={rotate.isPending}
        error={rotate.error instanceof ConfirmationDeclined ? undefined : rotate.error}
        onConfirm={() => rotate.mutate()}
        onClose={ask.close}
      >
        <Stack gap="sm">
          <Text size="sm">
            For 24 hours <code>x-authgear-body-signature</code> is still made with the key before, and{' '}
            <code>webhook-signature</code> has a signature with each, so that your receivers can change over.
            If the key was replaced within that time already, the oldest stops at once.
          </Text>
          <Checkbox
            label="Stop the key before at once"
            description="When others may know it. Until your receivers have the new one, they refuse messages."
            checked={isAtOnce}
            onChange={(event) => setAtOnce(event.currentTarget.checked)}
          />
        </Stack>
      </ConfirmDialog>
    </>
  )
}
