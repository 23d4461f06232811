import { Anchor, Box, SegmentedControl, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { type Column, DataList } from '../../ui/data-list.tsx'
import { Page } from '../../ui/page.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { choicesOf, deliveryMethodWords, purposeWords, wordsFor } from '../../words/message-words.ts'
import { describeSource, localeWord } from './template-words.ts'
import { anyLocale, type Template, templatesQuery } from './templates-api.ts'

const route = getRouteApi('/shell/templates')

interface PurposeRow {
  readonly purpose: string
  readonly texts: ReadonlyMap<string, Template>
}

export function TemplatesScreen() {
  const { method = 'text' } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(templatesQuery(useApi(), method))
  const isNarrow = useMediaQuery('(max-width: 48em)') ?? false
  const { rows, locales } = useMemo(() => toGrid(query.data), [query.data])
  const columns: Column<PurposeRow>[] = [
    {
      header: 'Purpose',
      cell: ({ purpose }) => <Text span inherit fw={600} children={wordsFor(purposeWords, purpose)} />,
    },
    ...locales.map((locale) => ({
      header: localeWord(locale),
      cell: ({ purpose, texts }: PurposeRow) => (
        <TextLink
          text={texts.get(locale) ?? { purpose, locale, delivery_method: method, body: '', source: 'none' }}
        />
      ),
    })),
  ]
  return (
    <Page
      title="Templates"
      description={
        <>
          Edit what messages say, by purpose and language. To add or remove languages, go to{' '}
          <Anchor underline="always" renderRoot={(props) => <Link to="/settings" {...props} />}>
            Settings
          </Anchor>
          .
        </>
      }
    >
      <SegmentedControl
        aria-label="Delivery method"
        data={choicesOf(deliveryMethodWords)}
        value={method}
        onChange={(chosen) =>
          void navigate({ search: chosen === 'voice' ? { method: 'voice' } : {}, replace: true })
        }
        style={{ alignSelf: 'flex-start' }}
      />
      {/* With many languages the grid is wider than the page. */}
      <Box style={{ overflowX: 'auto' }}>
        <Box miw={isNarrow ? 0 : 220 + locales.length * 150}>
          <DataList
            caption={`${wordsFor(deliveryMethodWords, method)} templates by purpose and language`}
            query={{
              data: query.data && rows,
              isPending: query.isPending,
              error: query.error,
              refetch: query.refetch,
            }}
            rowKey={({ purpose }) => purpose}
            columns={columns}
            empty="No templates."
          />
        </Box>
      </Box>
    </Page>
  )
}

function TextLink({ text }: { readonly text: Template }) {
  const { purpose, locale, delivery_method: method } = text
  const { label, look } = describeSource(text)
  return (
    <Anchor
      aria-label={`${wordsFor(purposeWords, purpose)}, ${localeWord(locale)}: ${label}`}
      renderRoot={(props) => (
        <Link to="/templates/$purpose/$locale/$method" params={{ purpose, locale, method }} {...props} />
      )}
    >
      <StatusBadge status={text.source} label={label} look={look} />
    </Anchor>
  )
}

/** Languages in the order of the answer, which is the tenant's; what serves all of them comes last. */
function toGrid(templates: readonly Template[] = []) {
  const rows = new Map<string, Map<string, Template>>()
  const locales = new Set<string>()
  for (const template of templates) {
    const texts = rows.get(template.purpose) ?? new Map<string, Template>()
    rows.set(template.purpose, texts.set(template.locale, template))
    if (template.locale !== anyLocale) locales.add(template.locale)
  }
  return {
    rows: [...rows].map(([purpose, texts]): PurposeRow => ({ purpose, texts })),
    locales: [...locales, anyLocale],
  }
}
