import { SegmentedControl, SimpleGrid, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/query-state.tsx'
import { Section } from '../../ui/section.tsx'
import { AttentionList } from './attention-list.tsx'
import { Checklist } from './checklist.tsx'
import { CountryTable } from './country-table.tsx'
import { Figures } from './figures.tsx'
import { MessageChart } from './message-chart.tsx'
import { type Overview, overviewQuery } from './overview-api.ts'
import { ProviderTable } from './provider-table.tsx'
import type { Period } from './routes.ts'

const route = getRouteApi('/shell/')

export function OverviewScreen() {
  const { period = '24h' } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(overviewQuery(useApi(), period))
  const choose = (chosen: string) =>
    void navigate({ search: chosen === '7d' ? { period: '7d' } : {}, replace: true })
  return (
    <Page
      title="Overview"
      actions={
        <SegmentedControl
          aria-label="Period"
          value={period}
          onChange={choose}
          data={[
            { value: '24h', label: 'Last 24 hours' },
            { value: '7d', label: 'Last 7 days' },
          ]}
        />
      }
    >
      <QueryState query={query} height={600}>
        {(overview) => <OverviewParts overview={overview} period={period} />}
      </QueryState>
    </Page>
  )
}

interface Props {
  readonly overview: Overview
  readonly period: Period
}

function OverviewParts({ overview, period }: Props) {
  const { attention, checklist, messages, providers, countries } = overview
  const isSetUp = checklist.every(({ done }) => done)
  return (
    <Stack gap="lg">
      <Figures overview={overview} />
      <SimpleGrid cols={{ base: 1, lg: isSetUp ? 1 : 2 }} spacing="lg">
        <Section title="Needs attention">
          <AttentionList attention={attention} />
        </Section>
        {!isSetUp && (
          <Section title="Get started">
            <Checklist steps={checklist} />
          </Section>
        )}
      </SimpleGrid>
      <Section title="Messages">
        <MessageChart counts={messages} period={period} />
      </Section>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Section title="Providers">
          <ProviderTable providers={providers} />
        </Section>
        <Section title="Countries" description="Compared with the previous period">
          <CountryTable countries={countries} />
        </Section>
      </SimpleGrid>
    </Stack>
  )
}
