// One text being edited. What shows how it would look stands beside the form, not in it: who may only look can try it, too.

import { Button, Grid, Group, Stack, Text } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isCode } from '#src/values/code-length.ts'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { CodeEditor } from '../../ui/code-editor/code-editor.tsx'
import { useCodeProblems } from '../../ui/code-editor/use-code-problems.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Time } from '../../ui/time.tsx'
import { deliveryMethodWords, wordsFor } from '../../words/message-words.ts'
import { PreviewSection, type Sample, usualSample } from './preview-section.tsx'
import { ResetDialog } from './reset-dialog.tsx'
import { describeSource, describeUse, isOwnText } from './template-words.ts'
import {
  previewQuery,
  readTemplate,
  saveTemplate,
  type Template,
  type TemplateKey,
  templateQuery,
} from './templates-api.ts'
import { VariableList } from './variable-list.tsx'

const maxBodyLength = 20_000

interface Props {
  readonly templateKey: TemplateKey
  readonly loaded: Versioned<Template>
}

export function TemplateEditor({ templateKey: key, loaded }: Props) {
  const api = useApi()
  const queries = useQueryClient()
  const mayChange = useMayChange()
  const [isResetting, resetting] = useDisclosure(false)
  const [sample, setSample] = useState<Sample>(usualSample)
  const edit = useEditForm<Template, { body: string }>({
    loaded,
    toValues: ({ body }) => ({ body }),
    validate: ({ body }) => ({
      ...(body.trim() === '' && { body: 'Enter a template, or reset it' }),
      ...(body.length > maxBodyLength && { body: 'Use 20,000 characters or fewer' }),
    }),
    reload: () => readTemplate(api, key),
    save: ({ body }, base) => saveTemplate(api, key, body, base.etag),
    onSaved: (saved) => {
      queries.setQueryData(templateQuery(api, key).queryKey, saved)
      void queries.invalidateQueries({ queryKey: ['templates', 'list'] })
    },
  })
  const { form, saved } = edit
  const { body } = form.values
  const [settled] = useDebouncedValue(body, 350)
  const [settledSample] = useDebouncedValue(sample, 350)
  const preview = useQuery(
    previewQuery(api, { ...key, body: settled.slice(0, maxBodyLength), sample: toSample(settledSample) }),
  )
  const refused = useCodeProblems(edit.error, 'body', body)
  const previewed = useCodeProblems(preview.error, 'body', settled)
  const isCurrent = settled === body
  const problems = refused.length > 0 ? refused : isCurrent ? previewed : []

  return (
    <Stack gap="lg">
      <Facts saved={saved} />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <EditForm
            edit={edit}
            readOnly={!mayChange}
            labelOf={() => 'Template'}
            actions={
              isOwnText(saved) && (
                <Button variant="default" disabled={edit.isSaving} onClick={resetting.open}>
                  Reset
                </Button>
              )
            }
          >
            <Section
              title={wordsFor(deliveryMethodWords, key.delivery_method)}
              description="Use Liquid syntax. Otpost replaces variables in double braces."
            >
              <CodeEditor
                label="Message template"
                language="liquid"
                height={220}
                value={body}
                onChange={(value) => form.setFieldValue('body', value)}
                problems={problems}
                error={problems.length > 0 ? undefined : form.errors.body}
                readOnly={!mayChange}
              />
            </Section>
          </EditForm>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <PreviewSection
            method={key.delivery_method}
            preview={body === '' ? undefined : preview.data}
            error={isCurrent && previewed.length === 0 ? preview.error : undefined}
            isBroken={isCurrent && preview.error !== null}
            sample={sample}
            onSample={setSample}
          />
        </Grid.Col>
      </Grid>
      <VariableList />
      {isResetting && (
        <ResetDialog
          templateKey={key}
          etag={loaded.etag}
          onClose={resetting.close}
          onReset={() => {
            // First, so that what is loaded then is taken over.
            edit.discard()
            void queries.invalidateQueries({ queryKey: ['templates'] })
          }}
        />
      )}
    </Stack>
  )
}

function Facts({ saved }: { readonly saved: Template }) {
  const { label, look } = describeSource(saved)
  return (
    <Group gap="xs">
      <StatusBadge status={saved.source} label={label} look={look} />
      <Text size="sm" c="dimmed" component="div">
        {describeUse(saved)}{' '}
        {isOwnText(saved) && saved.updated_at !== undefined && (
          <>
            Saved <Time at={saved.updated_at} />.
          </>
        )}
      </Text>
    </Group>
  )
}

function toSample({ code, application }: Sample) {
  return {
    ...(isCode(code) && { code }),
    ...(application.trim() !== '' && { application_name: application.trim() }),
  }
}
