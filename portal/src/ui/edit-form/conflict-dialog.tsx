import { Button, Group, Modal, Stack, Table, Text } from '@mantine/core'
import { findDifferences } from './find-differences.ts'
import type { EditState } from './use-edit-form.ts'

interface Props<Doc, Values extends object> {
  readonly edit: EditState<Doc, Values>
  readonly labelOf?: (path: string) => string
  readonly isSecret?: (path: string) => boolean
}

/** Somebody else saved first: both versions side by side, and the choice between them. */
export function ConflictDialog<Doc, Values extends object>({
  edit,
  labelOf = (path) => path,
  isSecret,
}: Props<Doc, Values>) {
  const { conflict, isSaving } = edit
  const differences = conflict ? findDifferences(conflict.theirValues, conflict.myValues, isSecret) : []
  return (
    <Modal
      opened={conflict !== undefined}
      onClose={edit.keepEditing}
      size="xl"
      title="Changed by someone else"
    >
      <Stack>
        <Text size="sm">
          Someone else saved a different version after you opened this page. Your changes aren't saved yet.
        </Text>
        {differences.length === 0 ? (
          <Text size="sm">Both versions are the same.</Text>
        ) : (
          <Table.ScrollContainer
            minWidth={480}
            maxHeight={360}
            // Where it is too narrow it scrolls, so it has to be reachable with the keyboard.
            scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
          >
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Field</Table.Th>
                  <Table.Th>Saved version</Table.Th>
                  <Table.Th>Your version</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {differences.map(({ path, theirs, mine }) => (
                  <Table.Tr key={path}>
                    <Table.Th scope="row">{labelOf(path)}</Table.Th>
                    <Table.Td style={cellStyle}>{theirs}</Table.Td>
                    <Table.Td style={cellStyle}>{mine}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        <Group justify="flex-end">
          <Button variant="subtle" onClick={edit.keepEditing}>
            Keep editing
          </Button>
          <Button variant="default" onClick={edit.takeTheirs} data-autofocus>
            Load saved version
          </Button>
          <Button color="red.9" loading={isSaving} onClick={() => void edit.overwrite()}>
            Overwrite with my version
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

const cellStyle = { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', verticalAlign: 'top' } as const
