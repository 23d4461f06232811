import { Box, Button, Code, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import type { Api } from '../../api/create-api.ts'
import { useMayChange } from '../../api/session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { DataList } from '../../ui/data-list.tsx'
import { showSuccess } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Time } from '../../ui/time.tsx'
import { readSettings } from './settings-api.ts'

interface Discovery {
  readonly issuer: string
  readonly token_endpoint?: string
  readonly jwks_uri?: string
}

interface SigningKey {
  readonly kid: string
  readonly cert: string
  readonly current: boolean
  readonly current_since?: string
  readonly fingerprint: string
}

interface Address {
  readonly what: string
  readonly address: string
}

function addressesQuery(api: Api) {
  return queryOptions({
    queryKey: ['settings', 'hosts'],
    queryFn: async ({ signal }): Promise<readonly Address[]> => {
      const [{ issuer, token_endpoint, jwks_uri }, { value: settings }] = await Promise.all([
        api.get<Discovery>('/.well-known/openid-configuration', { signal }),
        readSettings(api, signal),
      ])
      const [first = new URL(issuer).host, ...others] = settings.hosts
      return [
        { what: 'Host', address: first },
        ...others.map((address, index) => ({ what: `Host ${index + 2}`, address })),
        { what: 'Portal host', address: window.location.host },
        { what: 'Token issuer', address: issuer },
        { what: 'Management API audience', address: `${issuer}api/v2/` },
        ...(token_endpoint === undefined ? [] : [{ what: 'Token endpoint', address: token_endpoint }]),
        ...(jwks_uri === undefined ? [] : [{ what: 'JWKS URL', address: jwks_uri }]),
      ]
    },
  })
}

function keysQuery(api: Api) {
  return queryOptions({
    queryKey: ['settings', 'signing-keys'],
    queryFn: ({ signal }) => api.get<readonly SigningKey[]>('/api/v2/keys/signing', { signal }),
  })
}

function useRotation() {
  const api = useApi()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => api.post<Pick<SigningKey, 'kid'>>('/api/v2/keys/signing/rotate', {}),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['settings', 'signing-keys'] }),
  })
}

export function HostsPart() {
  const api = useApi()
  return (
    <>
      <Section
        title="Hosts"
        description="Applications reach Otpost at these hosts. The first host is the issuer. To change hosts, use OTPOST_PUBLIC_URL or otpost tenant hosts."
      >
        <DataList
          caption="Hosts and URLs"
          query={useQuery(addressesQuery(api))}
          rowKey={({ what }) => what}
          columns={addressColumns}
          empty="No hosts."
        />
      </Section>
      <Section
        title="Signing keys"
        description="Otpost signs tokens with these keys. Private keys are never shown."
      >
        <DataList
          caption="Signing keys"
          query={useQuery(keysQuery(api))}
          rowKey={({ kid }) => kid}
          columns={keyColumns}
          empty="No signing keys."
        />
        {useMayChange() && <RotateKey />}
      </Section>
    </>
  )
}

function RotateKey() {
  const [isAsking, asking] = useDisclosure(false)
  const rotate = useRotation()
  return (
    <>
      <Button variant="default" onClick={asking.open} style={{ alignSelf: 'flex-start' }}>
        Rotate signing key
      </Button>
      <ConfirmDialog
        opened={isAsking}
        title="Rotate signing key?"
        action="Rotate key"
        isPending={rotate.isPending}
        error={rotate.error}
        onClose={asking.close}
        onConfirm={() =>
          rotate.mutate(undefined, {
            onSuccess: () => {
              showSuccess('Signing key rotated.')
              asking.close()
            },
          })
        }
      >
        Otpost signs new tokens with a new key. Existing tokens stay valid because the previous public key
        stays published. Applications that cache public keys must load them again.
      </ConfirmDialog>
    </>
  )
}

const addressColumns = [
  { header: 'Name', cell: ({ what }: Address) => what },
  {
    header: 'Value',
    cell: ({ what, address }: Address) => (
      <Group gap={4} wrap="nowrap">
        <Code style={{ overflowWrap: 'anywhere' }}>{address}</Code>
        <CopyButton value={address} label={`Copy ${what}`} size="xs" />
      </Group>
    ),
  },
]

const keyColumns = [
  { header: 'Key ID', cell: ({ kid }: SigningKey) => <Code>{kid}</Code> },
  {
    header: 'Status',
    cell: ({ current }: SigningKey) => (
      <Box component="span" display="inline-block" miw={100}>
        {current ? (
          <StatusBadge status="current" label="Current" look="good" />
        ) : (
          <StatusBadge status="previous" label="Previous" />
        )}
      </Box>
    ),
  },
  {
    header: 'Active since',
    cell: ({ current_since: at }: SigningKey) => (at === undefined ? '–' : <Time at={at} />),
  },
  {
    header: 'Fingerprint',
    cell: ({ fingerprint }: SigningKey) => (
      <Text span size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {fingerprint}
      </Text>
    ),
  },
  {
    header: 'Certificate',
    cell: ({ kid, cert }: SigningKey) => <CopyButton value={cert} label={`Copy certificate of ${kid}`} />,
  },
]
