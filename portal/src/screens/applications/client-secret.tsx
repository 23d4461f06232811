import { Alert, Button, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { SecretField } from '../../ui/secret-field.tsx'
import { readSecret, useRotateSecret } from './applications-api.ts'

interface Props {
  readonly clientId: string
  /** A new secret is a new version of the application: what is typed beside it is saved or discarded first. */
  readonly isDirty: boolean
}

export function ClientSecret({ clientId, isDirty }: Props) {
  const api = useApi()
  const mayChange = useMayChange()
  const [isAsking, ask] = useDisclosure(false)
  // The field forgets the secret before when there is a new one.
  const [generation, setGeneration] = useState(0)
  const rotate = useRotateSecret(clientId)
  const mono = { input: { fontFamily: 'var(--mantine-font-family-monospace)' } }
  return (
    <Stack gap="md">
      <TextInput
        label="Client ID"
        readOnly
        value={clientId}
        styles={mono}
        rightSection={<CopyButton value={clientId} label="Copy client ID" />}
      />
      <SecretField
        key={generation}
        label="Client secret"
        description="Confirm your password to view it."
        disabled={!mayChange}
        reveal={() => readSecret(api, clientId)}
        actions={
          mayChange && (
            <Button variant="default" onClick={ask.open} disabled={isDirty}>
              Rotate secret
            </Button>
          )
        }
      />
      {mayChange && isDirty && (
        <Text size="xs" c="dimmed">
          Save or discard your changes before you rotate the secret.
        </Text>
      )}
      {rotate.data !== undefined && (
        <Alert
          title="Secret rotated"
          withCloseButton
          closeButtonLabel="Hide secret"
          onClose={rotate.reset}
          // What is too wide scrolls inside.
          styles={{ body: { minWidth: 0 } }}
        >
          <CodeBlock label="New client secret" code={rotate.data} />
        </Alert>
      )}
      <ConfirmDialog
        opened={isAsking}
        title="Rotate secret?"
        action="Rotate secret"
        isDangerous
        isPending={rotate.isPending}
        error={rotate.error}
        onConfirm={() =>
          rotate.mutate(undefined, {
            onSuccess: () => {
              ask.close()
              setGeneration(generation + 1)
            },
          })
        }
        onClose={ask.close}
      >
        The current secret stops working immediately. Anything that uses it fails until you update it. You
        can't undo this.
      </ConfirmDialog>
    </Stack>
  )
}
