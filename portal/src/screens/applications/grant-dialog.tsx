import { Button, Checkbox, Group, Modal, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { showSuccess } from '../../ui/notify.ts'
import { QueryState } from '../../ui/query-state.tsx'
import {
  type ClientGrant,
  type ResourceServer,
  resourceServersQuery,
  useSaveGrant,
} from './applications-api.ts'

interface Props {
  readonly clientId: string
  /** Undefined when an API is allowed that was not before. */
  readonly grant: ClientGrant | undefined
  /** What the application has: an API is granted once. */
  readonly granted: readonly ClientGrant[]
  readonly onClose: () => void
}

export function GrantDialog(props: Props) {
  const query = useQuery(resourceServersQuery(useApi()))
  const { grant, onClose } = props
  return (
    <Modal
      opened
      // What is chosen is not lost by a click beside it.
      closeOnClickOutside={false}
      onClose={onClose}
      size="lg"
      title={grant ? 'Edit scopes' : 'Authorize API'}
    >
      <QueryState query={query}>{(servers) => <GrantForm {...props} servers={servers} />}</QueryState>
    </Modal>
  )
}

function GrantForm({
  clientId,
  grant,
  granted,
  servers,
  onClose,
}: Props & { readonly servers: readonly ResourceServer[] }) {
  const save = useSaveGrant(clientId)
  const [audience, setAudience] = useState(grant?.audience ?? '')
  const [scope, setScope] = useState<readonly string[]>(grant?.scope ?? [])
  const [isTried, setTried] = useState(false)
  const choices = servers
    .filter(({ identifier }) => grant || !granted.some((other) => other.audience === identifier))
    .map(({ identifier, name }) => ({ value: identifier, label: name ?? identifier }))
  const server = servers.find(({ identifier }) => identifier === audience)
  const offered = [...new Set([...(server?.scopes ?? []).map(({ value }) => value), ...scope])]
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (audience === '') return
        save.mutate(
          { id: grant?.id, audience, scope },
          {
            onSuccess: () => {
              showSuccess('Saved.')
              onClose()
            },
          },
        )
      }}
    >
      <Stack>
        {grant ? (
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {server?.name ?? audience} <code>{audience}</code>
          </Text>
        ) : (
          <Select
            label="API"
            placeholder={choices.length === 0 ? 'All APIs are authorized' : 'Choose an API'}
            required
            data={choices}
            allowDeselect={false}
            data-autofocus
            value={audience || null}
            onChange={(value) => {
              setAudience(value ?? '')
              setScope([])
            }}
            error={isTried && audience === '' ? 'Choose an API' : undefined}
          />
        )}
        {audience !== '' && <ScopeField offered={offered} scope={scope} onChange={setScope} />}
        <ErrorAlert error={save.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface ScopeFieldProps {
  readonly offered: readonly string[]
  readonly scope: readonly string[]
  readonly onChange: (scope: readonly string[]) => void
}

function ScopeField({ offered, scope, onChange }: ScopeFieldProps) {
  const [filter, setFilter] = useState('')
  const shown = offered.filter((value) => value.toLowerCase().includes(filter.trim().toLowerCase()))
  if (offered.length === 0) return <Text size="sm">This API has no scopes.</Text>
  return (
    <>
      <Group align="flex-end" gap="xs">
        <TextInput
          label="Filter scopes"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
          autoComplete="off"
          style={{ flex: '1 1 180px' }}
        />
        <Button variant="default" onClick={() => onChange([...new Set([...scope, ...shown])])}>
          Select all
        </Button>
        <Button variant="default" onClick={() => onChange(scope.filter((value) => !shown.includes(value)))}>
          Select none
        </Button>
      </Group>
      <Checkbox.Group
        label={`Scopes: ${scope.length} of ${offered.length} selected`}
        value={[...scope]}
        onChange={(values) => onChange(values)}
      >
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" mt="xs">
          {shown.map((value) => (
            <Checkbox
              key={value}
              value={value}
              label={value}
              styles={{ label: { overflowWrap: 'anywhere' } }}
            />
          ))}
        </SimpleGrid>
      </Checkbox.Group>
      {shown.length === 0 && <Text size="sm">No scopes match.</Text>}
    </>
  )
}
