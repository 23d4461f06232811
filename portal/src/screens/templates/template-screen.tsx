import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useApi } from '../../api/api-context.tsx'
import { BackLink } from '../../ui/back-link.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/query-state.tsx'
import { deliveryMethodWords, purposeWords, wordsFor } from '../../words/message-words.ts'
import { TemplateEditor } from './template-editor.tsx'
import { localeWord } from './template-words.ts'
import { type DeliveryMethod, type TemplateKey, templateQuery } from './templates-api.ts'

const route = getRouteApi('/shell/templates/$purpose/$locale/$method')

export function TemplateScreen() {
  const { purpose, locale, method } = route.useParams()
  const key: TemplateKey = { purpose, locale, delivery_method: method === 'voice' ? 'voice' : 'text' }
  const query = useQuery(templateQuery(useApi(), key))
  return (
    <Page
      title={`${wordsFor(purposeWords, purpose)} – ${localeWord(locale)}`}
      above={
        <BackLink to="/templates" search={key.delivery_method === 'voice' ? { method: 'voice' } : {}}>
          All templates
        </BackLink>
      }
      actions={<MethodLinks current={key} />}
    >
      <QueryState key={`${purpose} ${locale} ${method}`} query={query} height={520}>
        {(loaded) => <TemplateEditor templateKey={key} loaded={loaded} />}
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
