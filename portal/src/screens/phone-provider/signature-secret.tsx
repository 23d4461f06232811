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
      showSuccess(previous ? 'Key rotated. The previous key works for another 24 hours.' : 'Key rotated.')
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
            Otpost signs the body of each request with this key and sends the HMAC-SHA256, in hexadecimal, as{' '}
            <code>x-authgear-body-signature</code>. Verify it before you trust a request.
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
          The previous key works until <Time at={keyBefore.retires_at} as="exact" />. Until then,{' '}
          <code>x-authgear-body-signature</code> uses the previous key, and <code>webhook-signature</code>{' '}
          contains a signature for each key.
        </Text>
      )}
      <ConfirmDialog
        opened={isAsking}
        title="Rotate key?"
        action="Rotate key"
        isDangerous
        isPending={rotate.isPending}
        error={rotate.error instanceof ConfirmationDeclined ? undefined : rotate.error}
        onConfirm={() => rotate.mutate()}
        onClose={ask.close}
      >
        <Stack gap="sm">
          <Text size="sm">
            For 24 hours, <code>x-authgear-body-signature</code> still uses the previous key, and{' '}
            <code>webhook-signature</code> contains a signature for each key, so that you can update your
            receivers. If you rotated the key in the last 24 hours, the oldest key stops working immediately.
          </Text>
          <Checkbox
            label="Revoke the previous key immediately"
            description="Choose this if the key is compromised. Your receivers reject messages until they use the new key."
            checked={isAtOnce}
            onChange={(event) => setAtOnce(event.currentTarget.checked)}
          />
        </Stack>
      </ConfirmDialog>
    </>
  )
}
