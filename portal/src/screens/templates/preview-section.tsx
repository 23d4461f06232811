import { Group, Paper, Stack, Text, TextInput } from '@mantine/core'
import { codeLength, isCode } from '#src/values/code-length.ts'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { Section } from '../../ui/section.tsx'
import type { DeliveryMethod, Preview } from './templates-api.ts'

export interface Sample {
  readonly code: string
  readonly application: string
}

export const usualSample: Sample = { code: '123456', application: 'App' }

interface Props {
  readonly method: DeliveryMethod
  readonly preview: Preview | undefined
  readonly error: unknown
  /** What is shown is not of what is typed, which cannot be filled in. */
  readonly isBroken: boolean
  readonly sample: Sample
  readonly onSample: (sample: Sample) => void
}

export function PreviewSection({ method, preview, error, isBroken, sample, onSample }: Props) {
  const isCodeWrong = !isCode(sample.code)
  return (
    <Section
      title="Preview"
      description={
        method === 'voice' ? 'The spoken message with a sample code.' : 'The message with a sample code.'
      }
    >
      <ErrorAlert error={error} />
      {isBroken ? (
        <Text size="sm" c="dimmed">
          To see a preview, fix the errors in the template.
        </Text>
      ) : (
        preview && (
          <Stack gap={6}>
            <Paper
              bg="var(--otpost-bubble)"
              p="sm"
              role="region"
              aria-label="Message preview"
              style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
            >
              <Text size="sm" component="div" lang={preview.locale} dir="auto">
                {preview.text}
              </Text>
            </Paper>
            {preview.sender !== undefined && (
              <Text size="sm" c="dimmed">
                Sender: {preview.sender}
              </Text>
            )}
            {preview.segments && <SegmentCount {...preview.segments} />}
          </Stack>
        )
      )}
      <Group gap="sm" align="flex-start">
        <TextInput
          label="Sample code"
          inputMode="numeric"
          autoComplete="off"
          value={sample.code}
          onChange={(event) => onSample({ ...sample, code: event.currentTarget.value })}
          error={isCodeWrong && `Enter ${codeLength.min} to ${codeLength.max} digits`}
          style={{ flex: '1 1 120px' }}
        />
        <TextInput
          label="Sample application"
          autoComplete="off"
          maxLength={200}
          value={sample.application}
          onChange={(event) => onSample({ ...sample, application: event.currentTarget.value })}
          style={{ flex: '1 1 120px' }}
        />
      </Group>
    </Section>
  )
}

function SegmentCount({ encoding, units, segments, units_left: left }: NonNullable<Preview['segments']>) {
  return (
    <Text size="sm" c="dimmed" role="status">
      <b>{segments === 1 ? '1 segment' : `${segments} segments`}</b> in {encoding}: {units} characters, {left}{' '}
      left in the last segment.
      {encoding === 'UCS-2' && " Some characters aren't in GSM-7, so each segment holds fewer characters."}
    </Text>
  )
}
