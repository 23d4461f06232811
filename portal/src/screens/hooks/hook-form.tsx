import { Group, Switch, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import {
  sendPhoneMessageHookSample,
  sendPhoneMessageHookTypes,
} from '../../script-types/send-phone-message-hook.ts'
import { CodeEditor, type CodeProblem } from '../../ui/code-editor/code-editor.tsx'
import { useCodeProblems } from '../../ui/code-editor/use-code-problems.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { type EditState, useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { codeRunsForReal } from '../../ui/field-words.ts'
import { ScriptRowFields } from '../../ui/script-form/script-row-fields.tsx'
import { fieldOf } from '../../ui/script-form/script-rows.ts'
import { ScriptRunner } from '../../ui/script-form/script-runner.tsx'
import { useRunProblems } from '../../ui/script-form/use-run-problems.ts'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { type FormValues, toChange, toValues, validate } from './form-values.ts'
import { forgetHooks, type HookDocument, hookQuery, readHook, saveHook, testHook } from './hooks-api.ts'

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
  const { problems: runProblems, tell } = useRunProblems(edit.form.values.script)
  return (
    <EditForm
      edit={edit}
      readOnly={!mayChange}
      labelOf={(path) => path.replace(/^(\w)/, (letter) => letter.toUpperCase())}
    >
      <ScriptSection edit={edit} runProblems={runProblems} readOnly={!mayChange} />
      <ScriptRunner
        title="Runner"
        description={`Executing the code requires a save, which overwrites the original code. ${codeRunsForReal}`}
        parametersDescription="A JSON object with recipient, text, and context. The run uses the saved secrets."
        sample={sendPhoneMessageHookSample}
        isDirty={edit.isDirty}
        readOnly={!mayChange}
        save={edit.submit}
        run={async (parameters) => {
          const ran = await testHook(api, id, parameters)
          tell(ran.error)
          return { ...ran, response: ran.error ?? ran.response, durationMs: ran.duration_ms }
        }}
      />
    </EditForm>
  )
}

interface ScriptProps {
  readonly edit: HookEdit
  readonly runProblems: readonly CodeProblem[]
  readonly readOnly: boolean
}

function ScriptSection({ edit, runProblems, readOnly }: ScriptProps) {
  const { form } = edit
  const { values, errors } = form
  const buildProblems = useCodeProblems(edit.error, 'script', values.script)
  return (
    <Section title="Code">
      <State edit={edit} hasProblems={buildProblems.length > 0} />
      <TextInput
        label="Name"
        description="Otpost saves it in lowercase, with hyphens between words."
        required
        maxLength={128}
        {...form.getInputProps('name')}
      />
      <Switch
        label="Enabled"
        description="Enabling this Hook disables any other enabled Hook."
        {...form.getInputProps('enabled', { type: 'checkbox' })}
      />
      <CodeEditor
        label="Hook code"
        description="JavaScript. Export one function that calls cb when it finishes."
        language="javascript"
        extraLibs={sendPhoneMessageHookTypes}
        height={480}
        readOnly={readOnly}
        value={values.script}
        onChange={(script) => form.setFieldValue('script', script)}
        problems={buildProblems.length > 0 ? buildProblems : runProblems}
        error={buildProblems.length > 0 ? "Couldn't build the Hook." : errors.script}
      />
      <ScriptRowFields
        readAs="context.webtask.secrets.NAME"
        rows={values}
        errors={errors}
        clearError={form.clearFieldError}
        onChange={form.setFieldValue}
      />
    </Section>
  )
}

function State({ edit, hasProblems }: { readonly edit: HookEdit; readonly hasProblems: boolean }) {
  const { enabled } = edit.saved.hook.value
  return (
    <Group gap="xs" role="status">
      {edit.isSaving && <StatusBadge status="building" label="Building and saving" />}
      {!edit.isSaving && hasProblems && <StatusBadge status="failed" label="Build failed" />}
      {!edit.isSaving && !hasProblems && <StatusBadge status="built" />}
      <StatusBadge status={enabled ? 'enabled' : 'disabled'} />
    </Group>
  )
}
