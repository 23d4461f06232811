import { TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { QueryState } from '../../ui/query-state.tsx'
import { Section } from '../../ui/section.tsx'
import { LanguageList } from './language-list.tsx'
import { readSettings, type Settings, saveSettings, settingsQuery } from './settings-api.ts'

export function GeneralPart() {
  const query = useQuery(settingsQuery(useApi()))
  return <QueryState query={query}>{(loaded) => <GeneralForm loaded={loaded} />}</QueryState>
}

interface Values {
  readonly friendly_name: string
  readonly enabled_locales: string[]
  readonly autofill_domain: string
}

function GeneralForm({ loaded }: { readonly loaded: Versioned<Settings> }) {
  const api = useApi()
  const queries = useQueryClient()
  const mayChange = useMayChange()
  const edit = useEditForm<Settings, Values>({
    loaded,
    toValues: ({ friendly_name, enabled_locales, autofill_domain }) => ({
      friendly_name,
      enabled_locales: [...enabled_locales],
      autofill_domain: autofill_domain ?? '',
    }),
    validate: ({ friendly_name, autofill_domain }) => ({
      ...(friendly_name.trim() === '' && { friendly_name: 'Enter a name' }),
      ...(/[\s:/]/.test(autofill_domain.trim()) && {
        autofill_domain: 'Enter a hostname without https:// or a port, such as login.example.com',
      }),
    }),
    reload: () => readSettings(api),
    save: async ({ friendly_name, enabled_locales, autofill_domain }, base) => {
      const domain = autofill_domain.trim()
      const wanted = {
        friendly_name: friendly_name.trim(),
        enabled_locales,
        autofill_domain: domain === '' ? null : domain,
      }
      try {
        return await saveSettings(api, wanted, base, (part) => edit.rebase(() => part))
      } finally {
        void queries.invalidateQueries({ queryKey: ['settings', 'general'] })
        void queries.invalidateQueries({ queryKey: ['templates'] })
      }
    },
  })
  const { form } = edit
  return (
    <EditForm edit={edit} readOnly={!mayChange} labelOf={labelOf}>
      <Section title="Name and languages">
        <TextInput
          label="Friendly name"
          description="The tenant's name in messages"
          required
          maw={480}
          autoComplete="off"
          {...form.getInputProps('friendly_name')}
        />
        <LanguageList
          value={form.values.enabled_locales}
          known={edit.saved.known_locales}
          onChange={(locales) => form.setFieldValue('enabled_locales', locales)}
          error={form.errors.enabled_locales}
          disabled={!mayChange}
        />
      </Section>
      <Section title="Code autofill">
        <TextInput
          label="Autofill domain"
          description="The hostname of the site where users enter codes. Texts then end with @host #code, so that browsers can fill in the code (WebOTP)."
          placeholder="login.example.com"
          maw={480}
          autoComplete="off"
          {...form.getInputProps('autofill_domain')}
        />
      </Section>
    </EditForm>
  )
}

function labelOf(path: string): string {
  if (path === 'friendly_name') return 'Friendly name'
  return path.startsWith('enabled_locales') ? 'Languages' : 'Autofill domain'
}
