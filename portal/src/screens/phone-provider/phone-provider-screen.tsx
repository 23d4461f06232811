import { Alert, Button, Switch, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/query-state.tsx'
import { Section } from '../../ui/section.tsx'
import { DeliveryMethodField } from './delivery-method-field.tsx'
import { configFieldAt, type FormValues, fieldOf, findKind, toValues, validate } from './form-values.ts'
import { KindFields, type ProviderEdit } from './kind-fields.tsx'
import { auth0Words, authgearWords, labelOf, type PageWords } from './page-words.ts'
import { type Action, type PageDocument, pageQuery, readPage } from './phone-provider-api.ts'
import { ProviderCards } from './provider-cards.tsx'
import { type SaveStep, savePage } from './save-page.ts'

// It brings the numbering plans of all countries.
const TestDialog = lazy(() => import('./test-dialog.tsx'))

/** Auth0: Branding > Phone Provider. */
export function PhoneProviderScreen() {
  return <ProviderPage words={auth0Words} />
}

/** Authgear: Advanced > Custom SMS Gateway. */
export function CustomSmsGatewayScreen() {
  return <ProviderPage words={authgearWords} />
}

function ProviderPage({ words }: { readonly words: PageWords }) {
  const query = useQuery(pageQuery(useApi()))
  return (
    <Page title={words.title} description={words.description}>
      <QueryState query={query} height={520}>
        {(loaded) => <ProviderForm words={words} loaded={loaded} />}
      </QueryState>
    </Page>
  )
}

interface FormProps {
  readonly words: PageWords
  readonly loaded: Versioned<PageDocument>
}

function ProviderForm({ words, loaded }: FormProps) {
  const api = useApi()
  const queries = useQueryClient()
  const mayChange = useMayChange()
  const [step, setStep] = useState<SaveStep>()
  const [isTesting, test] = useDisclosure(false)
  const edit: ProviderEdit = useEditForm<PageDocument, FormValues>({
    loaded,
    toValues,
    validate: (values) => validate(values, edit.saved),
    fieldOf: (field) => fieldOf(field, edit.form.getValues(), edit.saved),
    reload: () => readPage(api),
    save: async (values, base) => {
      try {
        return await savePage(api, values, base, { onStep: setStep, onDraft: keepDraft })
      } finally {
        setStep(undefined)
        void queries.invalidateQueries({ queryKey: ['phone-provider'] })
      }
    },
  })
  const keepDraft = (action: Versioned<Action>) =>
    edit.rebase(({ value: page, etag }) => ({ value: { ...page, action }, etag }))
  const { form, saved } = edit
  const { enabled, kind } = form.values
  const isScript = kind === 'script' || kind === 'action'
  const isKnown = findKind(saved, kind) !== undefined

  return (
    <EditForm
      edit={edit}
      labelOf={(path) => labelOf(path, saved)}
      isSecret={(path) => configFieldAt(path, saved)?.type === 'secret'}
      readOnly={!mayChange}
      canSaveUnchanged={kind === 'action' && saved.action?.value.all_changes_deployed === false}
      actions={
        <>
          {isScript && (
            <Text size="sm" c="dimmed" role="status">
              {step === undefined ? 'Saving also deploys.' : `${step}…`}
            </Text>
          )}
          {enabled && isKnown && (
            <Button
              variant="default"
              disabled={edit.isSaving}
              onClick={() => {
                if (!form.validate().hasErrors) test.open()
              }}
            >
              {words.test}
            </Button>
          )}
        </>
      }
    >
      <Section title="Status">
        <Switch
          label={words.enable}
          description="When off, messages are rejected. Your configuration is kept."
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
        {!enabled && <OffNotice isSaved={saved.provider.disabled} />}
      </Section>
      {(enabled || !isKnown) && (
        <>
          <Section title={words.provider}>
            <ProviderCards
              label={words.provider}
              kinds={saved.kinds}
              value={kind}
              error={form.errors.kind}
              onChange={(chosen) => form.setFieldValue('kind', chosen)}
            />
          </Section>
          <DeliveryMethodField form={form} page={saved} />
          <KindFields edit={edit} />
        </>
      )}
      {isTesting && (
        <Suspense>
          <TestDialog
            onClose={test.close}
            title={words.test}
            values={form.values}
            saved={saved}
            isDirty={edit.isDirty}
            onDraft={keepDraft}
          />
        </Suspense>
      )}
    </EditForm>
  )
}

function OffNotice({ isSaved }: { readonly isSaved: boolean }) {
  return (
    <Alert
      color="yellow"
      title={isSaved ? 'This provider is off' : 'This provider will be off after you save'}
    >
      <Text size="sm">
        While the provider is off, messages that would go through it are rejected. Connections and second
        factors with their own provider still send messages.
      </Text>
    </Alert>
  )
}
