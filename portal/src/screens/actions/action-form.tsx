// The editor of an Action. Save keeps the draft, which is then built; Deploy saves what is typed, waits for the build and
// makes it run. What is deployed goes on running until then.

import { Button, Group, Select, SimpleGrid, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { CodeEditor, type CodeProblem } from '../../ui/code-editor/code-editor.tsx'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { type EditState, useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { codeRunsForReal } from '../../ui/field-words.ts'
import { showSuccess } from '../../ui/notify.ts'
import { ScriptRowFields } from '../../ui/script-form/script-row-fields.tsx'
import { fieldOf } from '../../ui/script-form/script-rows.ts'
import { ScriptRunner } from '../../ui/script-form/script-runner.tsx'
import { useRunProblems } from '../../ui/script-form/use-run-problems.ts'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { ActionState } from './action-state.tsx'
import { type Action, actionQuery, forgetActions, readAction, saveAction } from './actions-api.ts'
import { deployDraft } from './deploy-draft.ts'
import { type FormValues, readBuildErrors, toContent, toValues, validate } from './form-values.ts'
import { runAction } from './run-action.ts'
import { runtimes, triggerOf } from './triggers.ts'
import { VersionsSection } from './versions-section.tsx'

type ActionEdit = EditState<Action, FormValues>

/** `loaded` is the newest that is known of it, whatever is typed: how far its build is comes from there. */
export function ActionForm({ loaded }: { readonly loaded: Versioned<Action> }) {
  const api = useApi()
  const queries = useQueryClient()
  const mayChange = useMayChange()
  const action = loaded.value
  const { queryKey } = actionQuery(api, action.id)
  const edit: ActionEdit = useEditForm<Action, FormValues>({
    loaded,
    toValues,
    validate,
    fieldOf,
    reload: () => readAction(api, action.id),
    save: async (values, base) => {
      const saved = await saveAction(api, action.id, toContent(values), base.etag)
      // From here on it is asked how far the build is.
      await queries.cancelQueries({ queryKey })
      queries.setQueryData(queryKey, saved)
      return saved
    },
    onSaved: () => void forgetActions(queries),
    savedMessage: 'Draft saved.',
  })
  const { form } = edit
  const { problems: runProblems, tell } = useRunProblems(form.values.code)
  const deploy = useMutation({
    mutationFn: async () => {
      if (edit.isDirty && !(await edit.submit())) return undefined
      const seen = queries.getQueryData(queryKey)?.value ?? edit.saved
      return deployDraft(api, seen, (newer) => queries.setQueryData(queryKey, newer))
    },
    onSuccess: (version) => version && showSuccess(`Version ${version.number} deployed.`),
    onSettled: () => forgetActions(queries),
  })
  const isFailed = action.status === 'failed' && action.code === form.values.code
  const hasNothingToDeploy = !edit.isDirty && (action.all_changes_deployed || action.status === 'failed')

  return (
    <>
      <EditForm
        edit={edit}
        readOnly={!mayChange}
        labelOf={(path) => path.replace(/^(\w)/, (letter) => letter.toUpperCase())}
        actions={
          <>
            <Text size="sm" c="dimmed" role="status">
              {deploy.isPending ? 'Building and deploying…' : ''}
            </Text>
            <Button
              variant="light"
              disabled={hasNothingToDeploy || edit.isSaving}
              loading={deploy.isPending}
              onClick={() => deploy.mutate()}
            >
              Deploy
            </Button>
          </>
        }
      >
        <CodeSection
          edit={edit}
          action={action}
          isFailed={isFailed}
          runProblems={runProblems}
          readOnly={!mayChange}
        />
        <ScriptRunner
          title="Test"
          description={`Running the code requires a save, which overwrites the draft. The deployed version keeps running. ${codeRunsForReal}`}
          parametersDescription="The event as JSON. The run uses the draft's secrets."
          sample={triggerOf(action).sample}
          isDirty={edit.isDirty}
          readOnly={!mayChange}
          save={edit.submit}
          run={async (event) => {
            const ran = await runAction(api, action.id, event)
            tell(ran.error)
            return ran
          }}
        />
        <ErrorAlert error={deploy.error} />
      </EditForm>
      <VersionsSection action={action} draft={form.values.code} />
    </>
  )
}

interface CodeProps {
  readonly edit: ActionEdit
  readonly action: Action
  readonly isFailed: boolean
  readonly runProblems: readonly CodeProblem[]
  readonly readOnly: boolean
}

function CodeSection({ edit, action, isFailed, runProblems, readOnly }: CodeProps) {
  const { form } = edit
  const { values, errors } = form
  // The same list while they are the same: the editor marks them once.
  const { problems, others } = useMemo(
    () => (isFailed ? readBuildErrors(action) : { problems: [], others: [] }),
    [isFailed, action],
  )
  return (
    <Section title="Code">
      <State edit={edit} action={action} />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput label="Name" required maxLength={255} {...form.getInputProps('name')} />
        <Select
          label="Runtime"
          required
          allowDeselect={false}
          data={[...new Set([...runtimes, values.runtime])]}
          {...form.getInputProps('runtime')}
        />
      </SimpleGrid>
      <CodeEditor
        label="Action code"
        description={`JavaScript. Otpost calls ${triggerOf(action).handler} for each message.`}
        language="javascript"
        extraLibs={triggerOf(action).types}
        height={440}
        readOnly={readOnly}
        value={values.code}
        onChange={(code) => form.setFieldValue('code', code)}
        problems={isFailed ? problems : runProblems}
        error={isFailed ? ["Couldn't build the draft.", ...others].join('\n') : errors.code}
      />
      <ScriptRowFields
        readAs="event.secrets.NAME"
        rows={values}
        errors={errors}
        clearError={form.clearFieldError}
        onChange={form.setFieldValue}
      />
    </Section>
  )
}

function State({ edit, action }: { readonly edit: ActionEdit; readonly action: Action }) {
  const { deployed_version: version } = action
  return (
    <Group gap="xs" role="status">
      {edit.isSaving ? <StatusBadge status="building" label="Saving" /> : <ActionState action={action} />}
      <Text size="sm" c="dimmed">
        {version ? `Version ${version.number} is deployed.` : 'No version is deployed.'}
      </Text>
    </Group>
  )
}
