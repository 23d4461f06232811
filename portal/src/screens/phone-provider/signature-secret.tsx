import { Button, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { showSuccess } from '../../ui/notify.ts'
import { ConfirmationDeclined, useWithConfirmation } from '../../ui/password-confirmation.tsx'
import { SecretField } from '../../ui/secret-field.tsx'
import { providerPath, type WebhookSecret } from './phone-provider-api.ts'

const path = `${providerPath}/webhook-secret`

export function SignatureSecret() {
  const api = useApi()
  const mayChange = useMayChange()
  const confirmed = useWithConfirmation()
  const [isAsking, ask] = useDisclosure(false)
  // The field forgets the key before when there is a new one.
  const [generation, setGeneration] = useState(0)
  const rotate = useMutation({
    mutationFn: () => confirmed(() => api.post<WebhookSecret>(`${path}/rotate`, {})),
    onSuccess: () => {
      ask.close()
      setGeneration(generation + 1)
      showSuccess('There is a new key. The one before works for another 24 hours.')
    },
  })
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
        reveal={async () => (await api.get<WebhookSecret>(path)).secret}
        actions={
          mayChange && (
            <Button variant="default" onClick={ask.open}>
              Rotate
            </Button>
          )
        }
      />
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
        <Text size="sm">
          A new key signs from now on. For 24 hours requests are signed with the one before as well, so that
          your receivers can change over. If the key was replaced within that time already, the oldest stops
          at once.
        </Text>
      </ConfirmDialog>
    </>
  )
}
