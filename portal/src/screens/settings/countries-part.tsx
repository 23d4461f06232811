// Which countries messages may be sent to. The server has it with what is set for the tenant as a whole.

import { MultiSelect, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getCountries } from 'libphonenumber-js/min'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { QueryState } from '../../ui/query-state.tsx'
import { Section } from '../../ui/section.tsx'
import { type Countries, readSettings, saveCountries, settingsQuery } from './settings-api.ts'

const names = new Intl.DisplayNames(['en'], { type: 'region' })
const countries = getCountries()
  .map((code): { value: string; label: string } => ({ value: code, label: `${names.of(code)} (${code})` }))
  .sort((a, b) => a.label.localeCompare(b.label, 'en'))

export function CountriesPart() {
  const query = useQuery(settingsQuery(useApi()))
  return <QueryState query={query}>{(loaded) => <CountriesForm loaded={loaded} />}</QueryState>
}

interface Values {
  readonly allowed_countries: string[]
}

function CountriesForm({ loaded }: { readonly loaded: Versioned<Countries> }) {
  const api = useApi()
  const queries = useQueryClient()
  const mayChange = useMayChange()
  const edit = useEditForm<Countries, Values>({
    loaded,
    toValues: ({ allowed_countries }) => ({ allowed_countries: [...allowed_countries] }),
    // The server names the one that is wrong, such as `allowed_countries.3`.
    fieldOf: (field) => field.replace(/\.\d+$/, ''),
    reload: () => readSettings(api),
    save: async (values, base) => {
      try {
        return await saveCountries(api, values, base)
      } finally {
        void queries.invalidateQueries({ queryKey: ['settings', 'general'] })
      }
    },
  })
  const { form } = edit
  const chosen = form.values.allowed_countries
  return (
    <EditForm edit={edit} readOnly={!mayChange} labelOf={() => 'Countries'}>
      <Section
        title="Countries"
        description="Choose the countries that Otpost can send codes and notices to. Limiting them protects you from fraudulent traffic elsewhere."
      >
        <MultiSelect
          label="Allowed countries"
          description="Otpost checks the country of each phone number, even where countries share a calling code. Existing users with numbers in other countries no longer receive codes."
          placeholder={chosen.length === 0 ? 'All countries' : 'Add a country'}
          data={countries}
          searchable
          clearable
          hidePickedOptions
          maw={640}
          nothingFoundMessage="No matching countries"
          clearButtonProps={{ 'aria-label': 'Allow all countries' }}
          disabled={!mayChange}
          {...form.getInputProps('allowed_countries')}
        />
        <Text size="sm" c="dimmed" role="status">
          {chosen.length === 0
            ? 'Messages can be sent to all countries.'
            : `Messages can be sent to ${chosen.length} ${chosen.length === 1 ? 'country' : 'countries'}.`}
        </Text>
        <Text size="sm" c="dimmed">
          Test messages from the portal can be sent to all countries.
        </Text>
      </Section>
    </EditForm>
  )
}
