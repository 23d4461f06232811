// Messages over time as stacked bars, drawn here: no library. Whoever does not see it has the same in a table.

import { Group, Select, Stack, Table, Text } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useId, useState } from 'react'
import { useKindTitles } from '../../api/provider-kinds.ts'
import { choicesOf, wordsFor } from '../../words/message-words.ts'
import { type Bucket, bucketCounts } from './bucket-counts.ts'
import type { MessageCount } from './overview-api.ts'
import type { Period } from './routes.ts'

interface Props {
  readonly counts: readonly MessageCount[]
  readonly period: Period
}

const height = 220
const margin = { top: 10, right: 4, bottom: 24, left: 40 }
const outcomes = [
  { name: 'accepted', label: 'Accepted', color: 'var(--otpost-bar-accepted)' },
  { name: 'failed', label: 'Failed', color: 'var(--otpost-bar-failed)' },
  { name: 'queued', label: 'Queued', color: 'var(--otpost-bar-queued)' },
] as const

export function MessageChart({ counts, period }: Props) {
  const [provider, setProvider] = useState<string | null>(null)
  const titles = useKindTitles()
  const providers = [...new Set(counts.map((count) => count.provider))]
  const shown = counts.filter((count) => provider === null || count.provider === provider)
  const buckets = bucketCounts(shown, period, new Date())
  const format = new Intl.DateTimeFormat(
    undefined,
    period === '7d' ? { weekday: 'short', day: 'numeric' } : { hour: '2-digit', minute: '2-digit' },
  )
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        <Group gap="md" aria-hidden>
          {outcomes.map(({ name, label, color }) => (
            <Group key={name} gap={6}>
              <svg width="14" height="14" aria-hidden="true">
                <title>{label}</title>
                <rect width="14" height="14" rx="3" fill={color} />
                {name === 'failed' && <path d="M0 14 14 0" stroke="var(--otpost-surface)" strokeWidth="2" />}
              </svg>
              <Text size="sm">{label}</Text>
            </Group>
          ))}
        </Group>
        {providers.length > 1 && (
          <Select
            aria-label="Provider"
            placeholder="All providers"
            clearable
            size="xs"
            data={choicesOf(Object.fromEntries(providers.map((kind) => [kind, wordsFor(titles, kind)])))}
            value={provider}
            onChange={setProvider}
          />
        )}
      </Group>
      <Bars buckets={buckets} format={format} />
      <details>
        <summary style={{ cursor: 'pointer', fontSize: 'var(--mantine-font-size-sm)' }}>
          View as table
        </summary>
        <CountTable buckets={buckets} format={format} />
      </details>
    </Stack>
  )
}

interface BarsProps {
  readonly buckets: readonly Bucket[]
  readonly format: Intl.DateTimeFormat
}

function Bars({ buckets, format }: BarsProps) {
  const { ref, width } = useElementSize()
  const hatch = useId()
  const highest = niceCeiling(Math.max(...buckets.map(totalOf)))
  const plotHeight = height - margin.top - margin.bottom
  const step = Math.max(0, width - margin.left - margin.right) / buckets.length
  const toY = (count: number) => margin.top + plotHeight * (1 - count / highest)
  const labelEvery = Math.max(1, Math.ceil(48 / Math.max(step, 1)))
  const total = buckets.reduce((sum, bucket) => sum + totalOf(bucket), 0)
  const failed = buckets.reduce((sum, bucket) => sum + bucket.failed, 0)
  return (
    <div ref={ref} style={{ height }}>
      {width > 0 && (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`${total} messages, ${failed} failed. For details, see the table below.`}
        >
          <defs>
            <pattern
              id={hatch}
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect width="6" height="6" fill="var(--otpost-bar-failed)" />
              <path d="M0 0V6" stroke="var(--otpost-surface)" strokeWidth="2" />
            </pattern>
          </defs>
          {[0, highest / 2, highest].map((count) => (
            <g key={count}>
              <line
                x1={margin.left}
                x2={width - margin.right}
                y1={toY(count)}
                y2={toY(count)}
                stroke="var(--otpost-line)"
              />
              <text x={margin.left - 6} y={toY(count) + 4} textAnchor="end" {...textStyle}>
                {count}
              </text>
            </g>
          ))}
          {buckets.map((bucket, index) => {
            const x = margin.left + index * step
            let below = 0
            return (
              <g key={bucket.start.getTime()}>
                <title>{describe(bucket, format)}</title>
                {outcomes.map(({ name, color }) => {
                  const count = bucket[name]
                  const y = toY(below + count)
                  const barHeight = toY(below) - y
                  below += count
                  return count === 0 ? null : (
                    <rect
                      key={name}
                      x={x + step * 0.15}
                      y={y}
                      width={step * 0.7}
                      height={barHeight}
                      fill={name === 'failed' ? `url(#${hatch})` : color}
                    />
                  )
                })}
                {index % labelEvery === 0 && (
                  <text x={x + step / 2} y={height - 6} textAnchor="middle" {...textStyle}>
                    {format.format(bucket.start)}
                  </text>
                )}
              </g>
            )
          })}
        </svg>
      )}
    </div>
  )
}

const textStyle = { fontSize: 11, fill: 'var(--mantine-color-dimmed)' } as const

function CountTable({ buckets, format }: BarsProps) {
  const filled = buckets.filter((bucket) => totalOf(bucket) > 0)
  if (filled.length === 0) {
    return (
      <Text size="sm" mt="xs">
        No messages.
      </Text>
    )
  }
  return (
    <Table mt="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Start</Table.Th>
          {outcomes.map(({ name, label }) => (
            <Table.Th key={name} ta="right">
              {label}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {filled.map((bucket) => (
          <Table.Tr key={bucket.start.getTime()}>
            <Table.Th scope="row" fw={500}>
              {format.format(bucket.start)}
            </Table.Th>
            {outcomes.map(({ name }) => (
              <Table.Td key={name} ta="right">
                {bucket[name]}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function totalOf({ accepted, failed, queued }: Bucket): number {
  return accepted + failed + queued
}

function describe(bucket: Bucket, format: Intl.DateTimeFormat): string {
  const parts = outcomes.map(({ name, label }) => `${label} ${bucket[name]}`)
  return `${format.format(bucket.start)}: ${parts.join(', ')}`
}

/** An even number to end the axis at: 2, 4, 10, 20, 40, 100, … */
function niceCeiling(count: number): number {
  const scale = 10 ** Math.floor(Math.log10(Math.max(count, 1)))
  return [2, 4, 6, 10].map((digit) => digit * scale).find((candidate) => candidate >= count) ?? 20 * scale
}
