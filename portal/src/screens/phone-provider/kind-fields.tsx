// What each kind of provider has to be told.

import { Alert, Anchor, Select, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { EditState } from '../../ui/edit-form/use-edit-form.ts'
import { Section } from '../../ui/section.tsx'
import { ActionFields } from './action-fields.tsx'
import type { FormValues } from './form-values.ts'
import { GatewayFields } from './gateway-fields.tsx'
import type { PageDocument } from './phone-provider-api.ts'
import { ScriptFields } from './script-fields.tsx'
import { TwilioFields } from './twilio-fields.tsx'
import { WebhookFields } from './webhook-fields.tsx'

export type ProviderEdit = EditState<PageDocument, FormValues>

export function KindFields({ edit }: { readonly edit: ProviderEdit }) {
  switch (edit.form.values.kind) {
    case 'inbox':
      return (
        <Alert color="yellow" title="Nothing is sent to phones">
          <Text size="sm">
            Every message is kept in the{' '}
            <Anchor component={Link} to="/inbox" td="underline" size="sm">
              Inbox
            </Anchor>
            , with its code, for every administrator to read. That is for development only.
          </Text>
        </Alert>
      )
    case 'twilio':
      return <TwilioFields form={edit.form} />
    case 'webhook':
      return <WebhookFields form={edit.form} />
    case 'script':
      return <ScriptFields edit={edit} />
    case 'action':
      return <ActionFields edit={edit} />
    case 'hook':
      return <HookField edit={edit} />
    case 'sms_gateway':
      return <GatewayFields form={edit.form} />
  }
}

function HookField({ edit }: { readonly edit: ProviderEdit }) {
  const { form, saved } = edit
  const choices = saved.hooks.map(({ id, name, enabled }) => ({
    value: id,
    label: enabled ? name : `${name} (not enabled)`,
  }))
  return (
    <Section title="Provider Configuration">
      <Select
        label="Hook"
        description="An enabled Hook of the extensibility point Send Phone Message"
        placeholder={choices.length === 0 ? 'There is none yet' : 'Choose a Hook'}
        data={choices}
        allowDeselect={false}
        {...form.getInputProps('hook.id')}
        value={form.values.hook.id || null}
      />
      <Anchor component={Link} to="/hooks" size="sm">
        All Hooks
      </Anchor>
    </Section>
  )
}
