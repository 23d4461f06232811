import { useMayChange } from '../../api/session.ts'
import { customPhoneProviderTypes } from '../../script-types/custom-phone-provider.ts'
import { CodeEditor } from '../../ui/code-editor/code-editor.tsx'
import { useCodeProblems } from '../../ui/code-editor/use-code-problems.ts'
import { NameValueList } from '../../ui/name-value-list.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { ExpandedEditorButton } from './expanded-editor-button.tsx'
import type { ProviderEdit } from './kind-fields.tsx'

export function ActionFields({ edit }: { readonly edit: ProviderEdit }) {
  const { form } = edit
  const problems = useCodeProblems(edit.error, 'action.code', form.values.action.code)
  return (
    <Section
      title="Provider Configuration"
      description={<BuildState edit={edit} hasProblems={problems.length > 0} />}
    >
      <CodeEditor
        label="Action code"
        description="Otpost calls onExecuteCustomPhoneProvider for each message."
        language="javascript"
        extraLibs={customPhoneProviderTypes}
        value={form.values.action.code}
        onChange={(code) => form.setFieldValue('action.code', code)}
        problems={problems}
        readOnly={!useMayChange()}
        error={problems.length > 0 ? "Couldn't build the Action." : form.errors['action.code']}
      />
      <ExpandedEditorButton edit={edit} />
      <NameValueList
        label="Secrets"
        description="Your code reads secrets as event.secrets.NAME."
        noun="secret"
        isSecret
        rows={form.values.action.secrets}
        onChange={(rows) => form.setFieldValue('action.secrets', rows)}
        error={form.errors['action.secrets']}
      />
      <NameValueList
        label="Dependencies"
        description="The npm packages that your code requires. To use the latest version, leave the version empty."
        noun="package"
        valueLabel="Version"
        rows={form.values.action.dependencies}
        onChange={(rows) => form.setFieldValue('action.dependencies', rows)}
        error={form.errors['action.dependencies']}
      />
    </Section>
  )
}

function BuildState({ edit, hasProblems }: { readonly edit: ProviderEdit; readonly hasProblems: boolean }) {
  const action = edit.saved.action?.value
  if (edit.isSaving) return <StatusBadge status="building" label="Building and deploying" />
  if (hasProblems) return <StatusBadge status="failed" label="Build failed" />
  if (!action) return <StatusBadge status="new" label="Not saved" />
  if (action.status === 'failed') return <StatusBadge status="failed" label="Build failed" />
  if (!action.deployed_version) return <StatusBadge status="draft" label="Not deployed" look="warning" />
  const version = `Version ${action.deployed_version.number} deployed`
  return action.all_changes_deployed ? (
    <StatusBadge status="deployed" label={version} />
  ) : (
    <StatusBadge status="draft" label={`${version}, draft not deployed`} look="warning" />
  )
}
