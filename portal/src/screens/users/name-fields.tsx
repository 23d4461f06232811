import { Group, SimpleGrid, Switch, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useState } from 'react'
import { PhoneInput } from '../../ui/phone-input.tsx'
import { labels, type UserValues } from './user-form-values.ts'

interface Props<Values extends UserValues> {
  readonly form: UseFormReturnType<Values>
  readonly onPhoneNumber: (number: string) => void
  readonly isDatabase: boolean
  readonly hasUsername: boolean
}

/** How a user is known. Only databases know addresses and usernames. */
export function NameFields<Values extends UserValues>(props: Props<Values>) {
  const { form, onPhoneNumber, isDatabase, hasUsername } = props
  const { phone_number: number, email } = form.values
  // The field keeps what was typed by itself: a number that comes from elsewhere needs another field.
  const [shown, setShown] = useState({ number, field: 0 })
  if (shown.number !== number) setShown({ number, field: shown.field + 1 })
  return (
    <>
      <Group align="flex-end" gap="lg">
        <div style={{ flex: '1 1 300px' }}>
          <PhoneInput
            key={shown.field}
            label={labels.phone_number}
            required={!isDatabase}
            value={number}
            onChange={(typed) => {
              setShown({ ...shown, number: typed })
              onPhoneNumber(typed)
            }}
            error={form.errors.phone_number}
          />
        </div>
        <Switch
          label={labels.phone_verified}
          disabled={number === ''}
          pb={8}
          {...form.getInputProps('phone_verified', { type: 'checkbox' })}
        />
      </Group>
      {(isDatabase || email !== '') && (
        <Group align="flex-end" gap="lg">
          <TextInput
            label={labels.email}
            type="email"
            autoComplete="off"
            disabled={!isDatabase}
            style={{ flex: '1 1 300px' }}
            {...form.getInputProps('email')}
          />
          <Switch
            label={labels.email_verified}
            disabled={email === '' || !isDatabase}
            pb={8}
            {...form.getInputProps('email_verified', { type: 'checkbox' })}
          />
        </Group>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput label={labels.name} autoComplete="off" maxLength={300} {...form.getInputProps('name')} />
        {hasUsername && (
          <TextInput
            label={labels.username}
            autoComplete="off"
            maxLength={128}
            {...form.getInputProps('username')}
          />
        )}
      </SimpleGrid>
    </>
  )
}
