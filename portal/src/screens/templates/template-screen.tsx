import { Anchor, Button, Grid, Group, Text } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { CodeEditor } from '../../ui/code-editor/code-editor.tsx'
import { useCodeProblems } from '../../ui/code-editor/use-code-problems.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { showSuccess } from '../../ui/notify.ts'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/query-state.tsx'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Time } from '../../ui/time.tsx'
import { deliveryMethodWords, purposeWords, wordsFor } from '../../words/message-words.ts'
import { PreviewSection, type Sample, usualSample } from './preview-section.tsx'
import { describeSource, isOwnText, languageWord } from './template-words.ts'
import {
  anyLocale,
  type DeliveryMethod,
  previewQuery,
  readTemplate,
  saveTemplate,
  type Template,
  type TemplateKey,
  templateQuery,
  useResetTemplate,
} from './templates-api.ts'
import { VariableList } from './variable-list.tsx'

const route = getRouteApi('/shell/templates/$purpose/$locale/$method')
const longestBody = 20_000

export function TemplateScreen() {
  const { purpose, locale, method } = route.useParams()
  const key: TemplateKey = { purpose, locale, delivery_method: method === 'voice' ? 'voice' : 'text' }
  const query = useQuery(templateQuery(useApi(), key))
  return (
    <Page
      title={`${wordsFor(purposeWords, purpose)} – ${languageWord(locale)}`}
      above={
        <Anchor
          size="sm"
          renderRoot={(props) => (
            <Link
              to="/templates"
              search={key.delivery_method === 'voice' ? { method: 'voice' } : {}}
              {...props}
            />
          )}
        >
          All templates
        </Anchor>
      }
      actions={<MethodLinks current={key} />}
    >
      <QueryState key={`${purpose} ${locale} ${method}`} query={query} height={520}>
        {(loaded) => <TemplateForm templateKey={key} loaded={loaded} />}
      </QueryState>
    </Page>
  )
}

const methods: readonly DeliveryMethod[] = ['text', 'voice']

/** Links, so that leaving with changes is asked about. */
function MethodLinks({ current }: { readonly current: TemplateKey }) {
  const { purpose, locale, delivery_method: shown } = current
  return (
    <Group component="nav" aria-label="Delivery method" gap={4}>
      {methods.map((method) => (
        <Button
          key={method}
          size="xs"
          variant={method === shown ? 'filled' : 'default'}
          {...(method === shown && { 'aria-current': 'page' as const })}
          renderRoot={(props) => (
            <Link to="/templates/$purpose/$locale/$method" params={{ purpose, locale, method }} {...props} />
          )}
        >
          {wordsFor(deliveryMethodWords, method)}
        </Button>
      ))}
    </Group>
  )
}

interface FormProps {
  readonly templateKey: TemplateKey
  readonly loaded: Versioned<Template>
}

function TemplateForm({ templateKey: key, loaded }: FormProps) {
  const api = useApi()
  const queries = useQueryClient()
  const mayChange = useMayChange()
  const reset = useResetTemplate(key)
  const [isResetting, resetting] = useDisclosure(false)
  const [sample, setSample] = useState<Sample>(usualSample)
  const edit = useEditForm<Template, { body: string }>({
    loaded,
    toValues: ({ body }) => ({ body }),
    validate: ({ body }) => ({
      ...(body.trim() === '' && { body: 'Write a text, or reset it' }),
      ...(body.length > longestBody && { body: 'Use 20,000 characters or fewer' }),
    }),
    reload: () => readTemplate(api, key),
    save: async ({ body }, base) => {
      const saved = await saveTemplate(api, key, body, base.etag)
      void queries.invalidateQueries({ queryKey: ['templates'] })
      return saved
    },
  })
  const { form, saved } = edit
  const { body } = form.values
  const [settled] = useDebouncedValue(body, 350)
  const [settledSample] = useDebouncedValue(sample, 350)
  const preview = useQuery(
    previewQuery(api, { ...key, body: settled.slice(0, longestBody), sample: toSample(settledSample) }),
  )
  const refused = useCodeProblems(edit.error, 'body', body)
  const previewed = useCodeProblems(preview.error, 'body', settled)
  const isCurrent = settled === body
  const problems = refused.length > 0 ? refused : isCurrent ? previewed : []
  const source = describeSource(saved)
  const isOwn = isOwnText(saved)

  return (
    <EditForm
      edit={edit}
      readOnly={!mayChange}
      labelOf={() => 'Text'}
      actions={
        isOwn && (
          <Button variant="default" disabled={edit.isSaving} onClick={resetting.open}>
            Reset
          </Button>
        )
      }
    >
      <Group gap="xs">
        <StatusBadge status={saved.source} label={source.label} look={source.look} />
        <Text size="sm" c="dimmed" component="div">
          {describeUse(saved)}{' '}
          {isOwn && saved.updated_at !== undefined && (
            <>
              Saved <Time at={saved.updated_at} />.
            </>
          )}
        </Text>
      </Group>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Section
            title={wordsFor(deliveryMethodWords, key.delivery_method)}
            description="Liquid: names in double braces are filled in."
          >
            <CodeEditor
              label="Text of the message"
              language="liquid"
              height={220}
              value={body}
              onChange={(value) => form.setFieldValue('body', value)}
              problems={problems}
              error={problems.length > 0 ? undefined : form.errors.body}
              readOnly={!mayChange}
            />
          </Section>
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
      <ConfirmDialog
        opened={isResetting}
        title="Reset this text?"
        action="Reset the text"
        isDangerous
        isPending={reset.isPending}
        error={reset.error}
        onClose={() => {
          reset.reset()
          resetting.close()
        }}
        onConfirm={() =>
          reset.mutate(loaded.etag, {
            onSuccess: () => {
              // First, so that what is loaded then is taken over.
              edit.discard()
              void queries.invalidateQueries({ queryKey: ['templates'] })
              resetting.close()
              showSuccess('The text is reset.')
            },
          })
        }
      >
        Your own text is deleted, and so are unsaved changes to it.{' '}
        {key.locale === anyLocale
          ? 'Languages without a text of their own get the built-in one.'
          : 'Messages get the text that there is without it.'}
      </ConfirmDialog>
    </EditForm>
  )
}

function toSample({ code, application }: Sample) {
  return {
    ...(/^\d{4,40}$/.test(code) && { code }),
    ...(application.trim() !== '' && { application_name: application.trim() }),
  }
}

function describeUse(template: Template): string {
  const { source, text_locale: kept, disabled } = template
  if (source === 'none')
    return 'There is no text that serves every language. Languages have their own, or the built-in one.'
  if (disabled) return 'This text is kept and not used: its phone template is switched off.'
  if (kept !== undefined) {
    const from = kept === anyLocale ? 'the text for all languages' : `the text in ${languageWord(kept)}`
    return `Messages get ${from}. What you save here becomes a text of its own.`
  }
  return source === 'own'
    ? 'This is your own text.'
    : 'This is the built-in text. What you save here takes its place.'
}
