import type { ReactNode } from 'react'
import type { ProviderKind } from '../../api/provider-kinds.ts'
import { useMayChange } from '../../api/session.ts'
import { ConfigFields } from '../../ui/config-form/config-fields.tsx'
import { readFields } from '../../ui/config-form/read-fields.ts'
import { Section } from '../../ui/section.tsx'
import type { ProviderEdit } from './kind-fields.tsx'
import { SignatureSecret } from './signature-secret.tsx'

interface Props {
  readonly edit: ProviderEdit
  readonly kind: ProviderKind
  /** What the kind has besides its configuration. */
  readonly children?: ReactNode
}

/** The configuration of any kind, as the kind describes it. */
export function ConfigSection({ edit, kind, children }: Props) {
  const { form } = edit
  const fields = readFields(kind.schema)
  const mayChange = useMayChange()
  if (fields.length === 0 && !kind.signed && children === undefined) return null
  return (
    <Section title="Provider Configuration">
      <ConfigFields
        form={form}
        path={`configs.${kind.kind}`}
        fields={fields}
        values={form.values.configs[kind.kind] ?? {}}
        disabled={!mayChange}
      />
      {kind.signed && <SignatureSecret />}
      {children}
    </Section>
  )
}
