import { Paper, SimpleGrid, Text } from '@mantine/core'
import type { Overview } from './overview-api.ts'

const number = new Intl.NumberFormat()
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 })

export function Figures({ overview }: { readonly overview: Overview }) {
  const { totals, conversion } = overview
  const { codes_sent: sent, codes_used: used } = conversion
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 4 }} m={0}>
      <Figure name="Messages" value={number.format(totals.sent)} />
      <Figure
        name="Accepted by providers"
        value={number.format(totals.accepted)}
        note={share(totals.accepted, totals.sent)}
      />
      <Figure name="Failed" value={number.format(totals.failed)} note={share(totals.failed, totals.sent)} />
      <Figure
        name="Codes used"
        value={sent === 0 ? '–' : percent.format(used / sent)}
        note={`${number.format(used)} of ${number.format(sent)}`}
      />
    </SimpleGrid>
  )
}

interface FigureProps {
  readonly name: string
  readonly value: string
  readonly note?: string | undefined
}

function Figure({ name, value, note }: FigureProps) {
  return (
    <Paper withBorder p="md" bg="var(--otpost-surface)">
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} fz={26} fw={700} lh={1.3}>
        {value}{' '}
        {note !== undefined && (
          <Text span size="sm" c="dimmed" fw={400} ml={4}>
            {note}
          </Text>
        )}
      </Text>
    </Paper>
  )
}

function share(part: number, whole: number): string | undefined {
  return whole === 0 ? undefined : percent.format(part / whole)
}
