import { useMayChange } from '../../api/session.ts'
import { authgearTypes } from '../../script-types/authgear.ts'
import { CodeEditor } from '../../ui/code-editor/code-editor.tsx'
import { useCodeProblems } from '../../ui/code-editor/use-code-problems.ts'
import { NameValueList } from '../../ui/name-value-list.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { ProviderEdit } from './kind-fields.tsx'
import { PayloadSample } from './payload-sample.tsx'
import { TimeoutField } from './timeout-field.tsx'

export function ScriptFields({ edit }: { readonly edit: ProviderEdit }) {
  const { form } = edit
  const problems = useCodeProblems(edit.error, 'script.source', form.values.script.source)
  return (
    <Section
      title="Provider Configuration"
      description={<BuildState edit={edit} hasProblems={problems.length > 0} />}
    >
      <CodeEditor
        label="Custom script"
        description="TypeScript or JavaScript. Otpost calls the default export with the payload of each message."
        language="typescript"
        extraLibs={authgearTypes}
        value={form.values.script.source}
        onChange={(source) => form.setFieldValue('script.source', source)}
        problems={problems}
        readOnly={!useMayChange()}
        error={problems.length > 0 ? "Couldn't build the script." : form.errors['script.source']}
      />
      <PayloadSample />
      <TimeoutField form={form} path="script.timeout" of="the script" />
      <NameValueList
        label="Secrets"
        description="Your script reads secrets with Deno.env.get(name)."
        noun="secret"
        isSecret
        rows={form.values.script.secrets}
        onChange={(rows) => form.setFieldValue('script.secrets', rows)}
        errorOf={({ name }) => form.errors[`script.secrets.${name}`]}
      />
      <NameValueList
        label="Dependencies"
        description="The versions of npm packages that your script imports as npm:name."
        noun="package"
        valueLabel="Version"
        rows={form.values.script.dependencies}
        onChange={(rows) => form.setFieldValue('script.dependencies', rows)}
        error={form.errors['script.dependencies']}
      />
    </Section>
  )
}

function BuildState({ edit, hasProblems }: { readonly edit: ProviderEdit; readonly hasProblems: boolean }) {
  const { provider } = edit.saved
  const script = provider.kind === 'script' ? provider.script : undefined
  if (edit.isSaving) return <StatusBadge status="building" label="Building and deploying" />
  if (hasProblems) return <StatusBadge status="failed" label="Build failed" />
  if (script === undefined) return <StatusBadge status="new" label="Not saved" />
  return edit.form.values.script.source === script.source ? (
    <StatusBadge status="deployed" />
  ) : (
    <StatusBadge status="draft" label="Deployed, with unsaved changes" look="warning" />
  )
}
