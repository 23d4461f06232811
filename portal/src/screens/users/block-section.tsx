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
  { header: 'Known as', cell: ({ identifier }: Block) => identifier },
  { header: 'Blocked at', cell: ({ ip }: Block) => ip ?? 'Every address' },
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
      title="Blocks after failed tries"
      description="Addresses from which the user cannot log in, because too many codes or passwords were wrong."
    >
      <DataList
        caption="Blocks of the user"
        query={query}
        rowKey={({ identifier, ip, connection }) => `${connection} ${identifier} ${ip}`}
        columns={columns}
        empty="The user is blocked nowhere."
      />
      {mayChange && query.data !== undefined && query.data.length > 0 && (
        <Button variant="default" onClick={asking.open} style={{ alignSelf: 'flex-start' }}>
          Unblock
        </Button>
      )}
      <ConfirmDialog
        opened={isAsking}
        title="Lift all of these blocks?"
        action="Unblock"
        isPending={unblock.isPending}
        error={unblock.error}
        onClose={asking.close}
        onConfirm={() =>
          unblock.mutate(undefined, {
            onSuccess: () => {
              showSuccess('The user is unblocked.')
              asking.close()
            },
          })
        }
      >
        The user can try again from every address, and so can whoever guessed.
      </ConfirmDialog>
    </Section>
  )
}
