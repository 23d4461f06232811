import { Table, Text } from '@mantine/core'
import type { Overview } from './overview-api.ts'

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' })

export function CountryTable({ countries }: Pick<Overview, 'countries'>) {
  if (countries.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No messages sent.
      </Text>
    )
  }
  return (
    <Table>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Country</Table.Th>
          <Table.Th ta="right">Messages</Table.Th>
          <Table.Th ta="right">Previous period</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {countries.map(({ country, messages, previous }) => (
          <Table.Tr key={country}>
            <Table.Th scope="row" fw={500}>
              {nameOf(country)}
            </Table.Th>
            <Table.Td ta="right">{messages}</Table.Td>
            <Table.Td ta="right">{previous}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

/** Some numbers belong to no country. */
function nameOf(country: string): string {
  return /^[A-Z]{2}$/.test(country) ? (names.of(country) ?? country) : 'Other'
}
