import { Alert, Button, Code, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type Column, DataList } from '../../ui/data-list.tsx'
import { phoneNumberMessage } from '../../ui/field-words.ts'
import { showSuccess } from '../../ui/notify.ts'
import { isPhoneNumber, PhoneInput } from '../../ui/phone-input.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Time } from '../../ui/time.tsx'
import {
  type Factor,
  factorsQuery,
  useAddPhoneFactor,
  useNewRecoveryCode,
  useRemoveFactor,
} from './users-api.ts'

const typeWords = { phone: 'Phone', totp: 'Authenticator app', 'recovery-code': 'Recovery code' } as const

export function FactorSection({ id }: { readonly id: string }) {
  const query = useQuery(factorsQuery(useApi(), id))
  const mayChange = useMayChange()
  const [removed, setRemoved] = useState<Factor>()
  const [isAdding, adding] = useDisclosure(false)
  const hasRecoveryCode = query.data?.some(({ type }) => type === 'recovery-code') ?? false
  const columns: Column<Factor>[] = [
    { header: 'Factor', cell: ({ type }) => typeWords[type] },
    { header: 'Phone number', cell: ({ phone_number: number }) => number ?? '–' },
    {
      header: 'Status',
      cell: ({ confirmed }) =>
        confirmed ? (
          <StatusBadge status="confirmed" label="Confirmed" look="good" />
        ) : (
          <StatusBadge status="pending" label="Not confirmed" />
        ),
    },
    {
      header: 'Enrolled',
      cell: ({ enrolled_at: at, created_at: created }) => <Time at={at ?? created} />,
    },
    { header: 'Last used', cell: ({ last_auth_at: at }) => (at === undefined ? 'Never' : <Time at={at} />) },
  ]
  const removal: Column<Factor> = {
    header: 'Manage',
    cell: (factor) => (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={`Remove ${describe(factor)}`}
        onClick={() => setRemoved(factor)}
      >
        Remove
      </Button>
    ),
  }
  return (
    <Section
      title="Second factors"
      description="Factors that the user can use for multi-factor authentication."
    >
      <DataList
        caption="Second factors"
        query={query}
        rowKey={({ id: factorId }) => factorId}
        columns={mayChange ? [...columns, removal] : columns}
        empty="No second factors."
      />
      {mayChange && (
        <Group gap="xs">
          <Button variant="default" onClick={adding.open}>
            Add phone number
          </Button>
          {hasRecoveryCode && <RecoveryCode id={id} />}
        </Group>
      )}
      {isAdding && <AddDialog id={id} onClose={adding.close} />}
      {removed && <RemoveDialog id={id} factor={removed} onClose={() => setRemoved(undefined)} />}
    </Section>
  )
}

function describe({ type, phone_number: number }: Factor): string {
  return number ?? typeWords[type].toLowerCase()
}

interface RemoveProps {
  readonly id: string
  readonly factor: Factor
  readonly onClose: () => void
}

function RemoveDialog({ id, factor, onClose }: RemoveProps) {
  const remove = useRemoveFactor(id)
  return (
    <ConfirmDialog
      opened
      title="Remove this second factor?"
      action="Remove factor"
      isDangerous
      isPending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() =>
        remove.mutate(factor.id, {
          onSuccess: () => {
            showSuccess('Second factor removed.')
            onClose()
          },
        })
      }
    >
      The user can no longer use {describe(factor)} as a second factor. If a login requires one, the user must
      enroll again.
    </ConfirmDialog>
  )
}

function AddDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const add = useAddPhoneFactor(id)
  const [number, setNumber] = useState('')
  const [isChecked, check] = useDisclosure(false)
  return (
    <ConfirmDialog
      opened
      title="Add a phone number as a second factor"
      action="Add phone number"
      isPending={add.isPending}
      error={add.error}
      onClose={onClose}
      onConfirm={() => {
        check.open()
        if (!isPhoneNumber(number)) return
        add.mutate(number, {
          onSuccess: () => {
            showSuccess('Phone number added.')
            onClose()
          },
        })
      }}
    >
      <PhoneInput
        label="Phone number"
        description="Otpost adds the number without sending a verification code."
        required
        value={number}
        onChange={setNumber}
        error={isChecked && !isPhoneNumber(number) ? phoneNumberMessage : undefined}
      />
    </ConfirmDialog>
  )
}

function RecoveryCode({ id }: { readonly id: string }) {
  const renew = useNewRecoveryCode(id)
  const [isAsking, asking] = useDisclosure(false)
  const code = renew.data?.recovery_code
  return (
    <>
      <Button variant="default" onClick={asking.open}>
        Generate recovery code
      </Button>
      {code !== undefined && (
        <Alert
          w="100%"
          color="pine"
          variant="outline"
          role="status"
          title="New recovery code"
          withCloseButton
          closeButtonLabel="Hide recovery code"
          onClose={renew.reset}
        >
          <Text size="sm">Give this code to the user now. You won't be able to see it again.</Text>
          <Group gap="xs">
            <Code>{code}</Code>
            <CopyButton value={code} label="Copy recovery code" />
          </Group>
        </Alert>
      )}
      <ConfirmDialog
        opened={isAsking}
        title="Generate a new recovery code?"
        action="Generate code"
        isDangerous
        isPending={renew.isPending}
        error={renew.error}
        onClose={asking.close}
        onConfirm={() => renew.mutate(undefined, { onSuccess: asking.close })}
      >
        The user's current recovery code stops working. The new code is shown once.
      </ConfirmDialog>
    </>
  )
}
