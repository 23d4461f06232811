import { Button, Checkbox, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { CodeDiff } from '../../ui/code-editor/code-diff.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataList } from '../../ui/data-list.tsx'
import { showSuccess } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Time } from '../../ui/time.tsx'
import { type Action, type ActionVersion, useRollBack, versionsQuery } from './actions-api.ts'

const route = getRouteApi('/shell/actions/$id')

interface Props {
  readonly action: Action
  /** The code as it is typed. */
  readonly draft: string
}

/** What was deployed: to compare with the draft, and to deploy again. */
export function VersionsSection({ action, draft }: Props) {
  const { compare } = route.useSearch()
  const navigate = route.useNavigate()
  const mayChange = useMayChange()
  const query = useQuery(versionsQuery(useApi(), action.id))
  const [chosen, choose] = useState<ActionVersion>()
  const compared = query.data?.find(({ id }) => id === compare)
  const show = (id: string | undefined) =>
    void navigate({ search: id === undefined ? {} : { compare: id }, replace: true, resetScroll: false })

  return (
    <Section title="Versions" description="Each deployment creates a version. Otpost keeps the last 50.">
      <DataList
        caption="Versions, newest first"
        query={query}
        rowKey={({ id }) => id}
        empty="No versions yet."
        columns={[
          { header: 'Version', cell: ({ number }: ActionVersion) => number },
          {
            header: 'Status',
            cell: ({ deployed }: ActionVersion) =>
              deployed ? <StatusBadge status="deployed" /> : 'Previous',
          },
          { header: 'Deployed', cell: ({ created_at: at }: ActionVersion) => <Time at={at} /> },
          {
            header: 'Manage',
            cell: (version: ActionVersion) => (
              <Group gap="xs">
                <Button
                  size="xs"
                  variant="default"
                  aria-label={
                    version.id === compare
                      ? `Hide comparison with version ${version.number}`
                      : `Compare version ${version.number} with the draft`
                  }
                  onClick={() => show(version.id === compare ? undefined : version.id)}
                >
                  {version.id === compare ? 'Hide' : 'Compare'}
                </Button>
                {mayChange && !version.deployed && (
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Roll back to version ${version.number}`}
                    onClick={() => choose(version)}
                  >
                    Roll back
                  </Button>
                )}
              </Group>
            ),
          },
        ]}
      />
      {compared && <Comparison version={compared} draft={draft} />}
      {chosen && <RollBackDialog action={action} version={chosen} onClose={() => choose(undefined)} />}
    </Section>
  )
}

function Comparison({ version, draft }: { readonly version: ActionVersion; readonly draft: string }) {
  const dependencies = version.dependencies.map((one) => `${one.name}@${one.version}`).join(', ')
  const secrets = version.secrets.map(({ name }) => name).join(', ')
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        Version {version.number} compared with your draft
      </Text>
      {version.code === draft ? (
        <Text size="sm">The code is the same.</Text>
      ) : (
        <CodeDiff
          label={`Version ${version.number} compared with the draft`}
          before={version.code}
          after={draft}
        />
      )}
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        Version {version.number} dependencies: {dependencies || 'none'}. Secrets: {secrets || 'none'}.
      </Text>
    </Stack>
  )
}

interface RollBackProps {
  readonly action: Action
  readonly version: ActionVersion
  readonly onClose: () => void
}

function RollBackDialog({ action, version, onClose }: RollBackProps) {
  const rollBack = useRollBack(action.id)
  const [withDraft, setWithDraft] = useState(false)
  return (
    <ConfirmDialog
      opened
      title={`Roll back to version ${version.number}?`}
      action="Roll back"
      isDangerous={withDraft}
      isPending={rollBack.isPending}
      error={rollBack.error}
      onClose={onClose}
      onConfirm={() =>
        rollBack.mutate(
          { version, withDraft },
          {
            onSuccess: ({ number }) => {
              showSuccess(`Version ${number} deployed with the content of version ${version.number}.`)
              onClose()
            },
          },
        )
      }
    >
      <Stack gap="sm">
        <Text size="sm">
          Otpost deploys the code, dependencies, and secrets of version {version.number} as a new version,
          which runs immediately.
        </Text>
        <Checkbox
          label="Also replace the draft"
          description="The current draft is lost."
          checked={withDraft}
          onChange={(event) => setWithDraft(event.currentTarget.checked)}
        />
      </Stack>
    </ConfirmDialog>
  )
}
