import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/api-context.tsx'
import { useMayChange } from '../../api/session.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataList } from '../../ui/data-list.tsx'
import { showSuccess } from '../../ui/notify.ts'
import { Section } from '../../ui/section.tsx'
import { type Block, blocksQuery, useUnblock } from './users-api.ts'

const columns = [
  { header: 'Identifier', cell: ({ identifier }: Block) => identifier },
  { header: 'IP address', cell: ({ ip }: Block) => ip ?? 'All IP addresses' },
  { header: 'Connection', cell: ({ connection }: Block) => connection },
]

/** Addresses at which too many codes or passwords were wrong. That somebody blocked the user is in the profile. */
export function BlockSection({ id }: { readonly id: string }) {
  const query = useQuery(blocksQuery(useApi(), id))
  const mayChange = useMayChange()
  const unblock = useUnblock(id)
  const [isAsking, asking] = useDisclosure(false)
  return (
    <Section
      title="Brute-force blocks"
      description="IP addresses that can't log in as this user because of too many incorrect codes or passwords."
    >
      <DataList
        caption="Brute-force blocks"
        query={query}
        rowKey={({ identifier, ip, connection }) => `${connection} ${identifier} ${ip}`}
        columns={columns}
        empty="No brute-force blocks."
      />
      {mayChange && query.data !== undefined && query.data.length > 0 && (
        <Button variant="default" onClick={asking.open} style={{ alignSelf: 'flex-start' }}>
          Unblock
        </Button>
      )}
      <ConfirmDialog
        opened={isAsking}
        title="Remove all blocks?"
        action="Unblock"
        isPending={unblock.isPending}
        error={unblock.error}
        onClose={asking.close}
        onConfirm={() =>
          unblock.mutate(undefined, {
            onSuccess: () => {
              showSuccess('User unblocked.')
              asking.close()
            },
          })
        }
      >
        Anyone at these IP addresses can try to log in as this user again.
      </ConfirmDialog>
    </Section>
  )
}
