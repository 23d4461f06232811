import { Group, Switch, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { CodeEditor } from '../../ui/code-editor/code-editor.tsx'
import { useCodeProblems } from '../../ui/code-editor/use-code-problems.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { type EditState, useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { NameValueList } from '../../ui/name-value-list.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { type FormValues, fieldOf, toChange, toValues, validate } from './form-values.ts'
import { forgetHooks, type HookDocument, hookQuery, readHook, saveHook } from './hooks-api.ts'
import { sendPhoneMessageTypes } from './send-phone-message.ts'
import { TestSection } from './test-section.tsx'

type HookEdit = EditState<HookDocument, FormValues>

/** The editor of a Hook. */
export function HookForm({ loaded }: { readonly loaded: Versioned<HookDocument> }) {
  const api = useApi()
  const queries = useQueryClient()
  const mayChange = useMayChange()
  const { id } = loaded.value.hook.value
  const edit: HookEdit = useEditForm<HookDocument, FormValues>({
    loaded,
    toValues,
    validate,
    fieldOf,
    reload: () => readHook(api, id),
    save: (values, base) => saveHook(api, base, toChange(values), (part) => edit.rebase(() => part)),
    onSaved: (saved) => {
      queries.setQueryData(hookQuery(api, id).queryKey, saved)
      void forgetHooks(queries)
    },
  })
  return (
    <EditForm
      edit={edit}
      readOnly={!mayChange}
      labelOf={(path) => path.replace(/^(\w)/, (letter) => letter.toUpperCase())}
    >
      <ScriptSection edit={edit} readOnly={!mayChange} />
      <TestSection id={id} isDirty={edit.isDirty} save={edit.submit} readOnly={!mayChange} />
    </EditForm>
  )
}

interface ScriptProps {
  readonly edit: HookEdit
  readonly readOnly: boolean
}

function ScriptSection({ edit, readOnly }: ScriptProps) {
  const { form } = edit
  const { values, errors } = form
  const problems = useCodeProblems(edit.error, 'script', values.script)
  const setRows = (path: 'secrets' | 'dependencies', rows: FormValues['secrets']) => {
    for (const { key } of rows) form.clearFieldError(`${path}.${key}`)
    form.setFieldValue(path, rows)
  }
  return (
    <Section title="Code">
      <State edit={edit} hasProblems={problems.length > 0} />
      <TextInput
        label="Name"
        description="It is saved as words joined by dashes."
        required
        maxLength={128}
        {...form.getInputProps('name')}
      />
      <Switch
        label="Enabled"
        description="On, messages run this Hook, and the one that was enabled before is disabled."
        {...form.getInputProps('enabled', { type: 'checkbox' })}
      />
      <CodeEditor
        label="Hook code"
        description="JavaScript. It exports one function; calling cb signals its end and must be included."
        language="javascript"
        extraLibs={sendPhoneMessageTypes}
        height={480}
        readOnly={readOnly}
        value={values.script}
        onChange={(script) => form.setFieldValue('script', script)}
        problems={problems}
        error={problems.length > 0 ? 'The Hook could not be built.' : errors.script}
      />
      <NameValueList
        label="Secrets"
        description="The code reads them as context.webtask.secrets.NAME. A value can be replaced; nobody can read it here."
        noun="secret"
        isSecret
        rows={values.secrets}
        onChange={(rows) => setRows('secrets', rows)}
        errorOf={({ key }) => errors[`secrets.${key}`]}
        error={errors.secrets}
      />
      <NameValueList
        label="Dependencies"
        description="The npm packages that the code requires, with their versions. Without a version it is the latest."
        noun="package"
        valueLabel="Version"
        rows={values.dependencies}
        onChange={(rows) => setRows('dependencies', rows)}
        errorOf={({ key }) => errors[`dependencies.${key}`]}
        error={errors.dependencies}
      />
    </Section>
  )
}

function State({ edit, hasProblems }: { readonly edit: HookEdit; readonly hasProblems: boolean }) {
  const { enabled } = edit.saved.hook.value
  return (
    <Group gap="xs" role="status">
      {edit.isSaving && <StatusBadge status="building" label="Building and saving" />}
      {!edit.isSaving && hasProblems && <StatusBadge status="failed" label="Not built" />}
      {!edit.isSaving && !hasProblems && <StatusBadge status="built" />}
      <StatusBadge status={enabled ? 'enabled' : 'disabled'} />
      <Text size="sm" c="dimmed">
        {edit.isDirty && 'There are unsaved changes.'}
      </Text>
    </Group>
  )
}
