import { ActionIcon, Anchor, Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import type { Versioned } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { EditForm } from '../../ui/edit-form/edit-form.tsx'
import { useEditForm } from '../../ui/edit-form/use-edit-form.ts'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/query-state.tsx'
import { Section } from '../../ui/section.tsx'
import { type Action, actionsQuery } from './actions-api.ts'
import { type Binding, bindingsQuery, readBindings, saveBindings } from './bindings-api.ts'
import { triggerOf, triggers } from './triggers.ts'

const route = getRouteApi('/shell/actions/triggers/$trigger')

/** Which Actions a trigger runs, in order. */
export function BindingsScreen() {
  const { trigger: id } = route.useParams()
  const api = useApi()
  const bindings = useQuery(bindingsQuery(api, id))
  const actions = useQuery(actionsQuery(api))
  const known = triggers.find((trigger) => trigger.id === id)
  return (
    <Page
      title={`Bindings for ${known?.label ?? id}`}
      description={known?.description}
      above={<BackLink to="/actions">All Actions</BackLink>}
    >
      <QueryState query={bindings}>
        {(loaded) => (
          <QueryState query={actions}>
            {(all) => <BindingsForm key={id} trigger={id} loaded={loaded} actions={all} />}
          </QueryState>
        )}
      </QueryState>
    </Page>
  )
}

interface FormProps {
  readonly trigger: string
  readonly loaded: Versioned<readonly Binding[]>
  readonly actions: readonly Action[]
}

interface FormValues {
  readonly bindings: readonly string[]
}

function BindingsForm({ trigger, loaded, actions }: FormProps) {
  const api = useApi()
  const queries = useQueryClient()
  const mayChange = useMayChange()
  const [chosen, choose] = useState<string | null>(null)
  const edit = useEditForm<readonly Binding[], FormValues>({
    loaded,
    toValues: (bindings) => ({ bindings: bindings.flatMap(({ action }) => (action ? [action.id] : [])) }),
    reload: () => readBindings(api, trigger),
    save: (values, base) => saveBindings(api, trigger, values.bindings, base.etag),
    fieldOf: (field) => (field.startsWith('bindings') ? 'bindings' : field),
    onSaved: (saved) => queries.setQueryData(bindingsQuery(api, trigger).queryKey, saved),
  })
  const { form } = edit
  const bound = form.values.bindings
  const set = (ids: readonly string[]) => form.setFieldValue('bindings', ids)
  const fitting = actions.filter((action) => triggerOf(action).id === trigger && !bound.includes(action.id))
  const offered = fitting.filter(({ deployed_version: version }) => version !== undefined)
  const nameOf = (id: string) => actions.find((action) => action.id === id)?.name ?? id

  return (
    <EditForm edit={edit} readOnly={!mayChange} labelOf={() => 'Bound Actions'}>
      <Section title="Bound Actions" description="Actions run in this order.">
        {bound.length === 0 && <Text size="sm">No Actions are bound to this trigger.</Text>}
        <Stack component="ol" gap="xs" m={0} p={0} style={{ listStyle: 'none' }} aria-label="Bound Actions">
          {bound.map((id, index) => (
            <Group key={id} component="li" gap="xs" wrap="nowrap">
              <Text size="sm" c="dimmed">
                {index + 1}.
              </Text>
              <Anchor
                size="sm"
                style={{ flex: '1 1 auto', overflowWrap: 'anywhere' }}
                renderRoot={(props) => <Link to="/actions/$id" params={{ id }} {...props} />}
              >
                {nameOf(id)}
              </Anchor>
              <RowButton
                label={`Move ${nameOf(id)} up`}
                disabled={index === 0}
                onClick={() => set(swap(bound, index, index - 1))}
              >
                <IconArrowUp size={16} aria-hidden />
              </RowButton>
              <RowButton
                label={`Move ${nameOf(id)} down`}
                disabled={index === bound.length - 1}
                onClick={() => set(swap(bound, index, index + 1))}
              >
                <IconArrowDown size={16} aria-hidden />
              </RowButton>
              <RowButton
                label={`Remove ${nameOf(id)}`}
                onClick={() => set(bound.filter((one) => one !== id))}
              >
                <IconTrash size={16} aria-hidden />
              </RowButton>
            </Group>
          ))}
        </Stack>
        {mayChange && (
          <Group align="flex-end" gap="xs">
            <Select
              label="Action"
              description="You can bind only deployed Actions."
              placeholder={offered.length === 0 ? 'No Actions to bind' : 'Choose an Action'}
              disabled={offered.length === 0}
              data={offered.map(({ id, name }) => ({ value: id, label: name }))}
              value={chosen}
              onChange={choose}
              error={form.errors.bindings}
              style={{ flex: '1 1 220px' }}
            />
            <Button
              variant="default"
              disabled={chosen === null}
              onClick={() => {
                if (chosen !== null) set([...bound, chosen])
                choose(null)
              }}
            >
              Bind
            </Button>
          </Group>
        )}
      </Section>
    </EditForm>
  )
}

interface RowButtonProps {
  readonly label: string
  readonly disabled?: boolean
  readonly onClick: () => void
  readonly children: ReactNode
}

function RowButton({ label, disabled = false, onClick, children }: RowButtonProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      c="inherit"
      size="input-sm"
      aria-label={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  )
}

function swap(ids: readonly string[], one: number, other: number): readonly string[] {
  return ids.map((id, index) =>
    index === one ? (ids[other] ?? id) : index === other ? (ids[one] ?? id) : id,
  )
}
