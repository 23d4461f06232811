// What each kind of provider needs to know. A kind has the form that its description makes, unless it stands here.

import { Alert, Anchor, Select, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import type { EditState } from '../../ui/edit-form/use-edit-form.ts'
import { Section } from '../../ui/section.tsx'
import { ActionFields } from './action-fields.tsx'
import { ConfigSection } from './config-section.tsx'
import { type FormValues, findKind } from './form-values.ts'
import type { PageDocument } from './phone-provider-api.ts'
import { ScriptFields } from './script-fields.tsx'
import { TwilioFields } from './twilio-fields.tsx'
import { WebhookContract } from './webhook-contract.tsx'

export type ProviderEdit = EditState<PageDocument, FormValues>

const screens: Readonly<Record<string, ComponentType<{ readonly edit: ProviderEdit }>>> = {
  inbox: InboxNotice,
  twilio: ({ edit }) => <TwilioFields form={edit.form} />,
  script: ScriptFields,
  action: ActionFields,
  hook: HookField,
}

/** Shown below the form of a kind. */
const parts: Readonly<Record<string, ComponentType>> = { webhook: WebhookContract }

export function KindFields({ edit }: { readonly edit: ProviderEdit }) {
  const name = edit.form.values.kind
  const kind = findKind(edit.saved, name)
  if (!kind) return <UnknownKind name={name} />
  const Screen = screens[name]
  if (Screen) return <Screen edit={edit} />
  const Part = parts[name]
  return (
    <ConfigSection edit={edit} kind={kind}>
      {Part && <Part />}
    </ConfigSection>
  )
}

function UnknownKind({ name }: { readonly name: string }) {
  return (
    <Alert color="yellow" title="Unknown provider">
      <Text size="sm">
        This version of Otpost doesn't know the provider <code>{name}</code>, so it can't show its
        configuration. If Otpost is being upgraded, reload this page when the upgrade is done. Otherwise,
        choose another provider.
      </Text>
    </Alert>
  )
}

function InboxNotice() {
  return (
    <Alert color="yellow" title="Messages aren't being delivered">
      <Text size="sm">
        Every message stays in the{' '}
        <Anchor component={Link} to="/inbox" td="underline" size="sm">
          Inbox
        </Anchor>
        , where all administrators can read its code. Use it for development only.
      </Text>
    </Alert>
  )
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
        description="A Hook of the Send Phone Message extensibility point"
        placeholder={choices.length === 0 ? 'No Hooks yet' : 'Choose a Hook'}
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
