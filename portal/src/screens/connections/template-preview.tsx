import { Paper, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import type { Syntax } from './sms-form-values.ts'
import { type Preview, previewQuery } from './template-preview-api.ts'

interface Props {
  readonly template: string
  readonly syntax: Syntax
  readonly codeLength: number
}

/** The message as a phone would show it, while it is typed. */
export function TemplatePreview({ template, syntax, codeLength }: Props) {
  const [language, setLanguage] = useState('en')
  const [settled] = useDebouncedValue(template, 300)
  const query = useQuery({
    ...previewQuery(useApi(), { template: settled, syntax, codeLength, language }),
    retry: false,
  })
  return (
    <Stack gap="xs">
      {template.includes('request_language') && (
        <TextInput
          label="Preview language"
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value)}
          autoComplete="off"
          maw={320}
        />
      )}
      <Text size="sm" fw={600}>
        Preview
      </Text>
      {query.error === null ? (
        query.data !== undefined && <Shown preview={query.data} isOwn={template !== ''} />
      ) : (
        <ErrorAlert error={query.error} onRetry={() => void query.refetch()} />
      )}
    </Stack>
  )
}

function Shown({ preview, isOwn }: { readonly preview: Preview | null; readonly isOwn: boolean }) {
  if (preview === null) {
    return (
      <Text size="sm" c="dimmed">
        {isOwn ? "This server doesn't support previews." : "Otpost uses the tenant's login template."}
      </Text>
    )
  }
  const { text, segments } = preview
  return (
    <>
      <Paper
        p="sm"
        maw={420}
        bg="var(--otpost-bubble)"
        style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
      >
        <Text size="sm" inherit>
          {text}
        </Text>
      </Paper>
      <Text size="xs" c="dimmed" role="status">
        {segments
          ? `${segments.segments} ${segments.segments === 1 ? 'segment' : 'segments'}, ${segments.units} ` +
            `${segments.encoding} units (${segments.units_left} left in the last segment)`
          : "This server doesn't count segments."}
        {!isOwn && " Otpost uses the tenant's login template because the message is empty."}
      </Text>
    </>
  )
}
