import { Button, Menu, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconKey, IconLogout, IconUserCircle } from '@tabler/icons-react'
import { useRef } from 'react'
import { useSession, useSignOut } from '../api/session.ts'
import { showError } from '../ui/notify.ts'
import { ChangePasswordDialog } from './change-password-dialog.tsx'

export function AccountMenu() {
  const { administrator, tenant } = useSession()
  const signOut = useSignOut()
  const [isChanging, change] = useDisclosure(false)
  const button = useRef<HTMLButtonElement>(null)

  return (
    <>
      <Menu position="bottom-end" width={240} withinPortal>
        <Menu.Target>
          <Button
            ref={button}
            variant="subtle"
            color="gray"
            c="inherit"
            px="xs"
            aria-label={`Account ${administrator.email}`}
          >
            <IconUserCircle size={20} aria-hidden />
            <Text size="sm" ml={6} visibleFrom="sm" maw={220} truncate>
              {administrator.email}
            </Text>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Text size="sm" px="sm" pt={6} truncate>
            {administrator.email}
          </Text>
          <Text size="xs" c="dimmed" px="sm" pb={6}>
            {administrator.role} of {tenant.friendly_name || tenant.name}
          </Text>
          <Menu.Divider />
          <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={change.open}>
            Change password
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLogout size={16} aria-hidden />}
            onClick={() => signOut.mutate(undefined, { onError: showError })}
          >
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {/* The entry of the menu that opened it is gone. */}
      <ChangePasswordDialog
        opened={isChanging}
        onClose={change.close}
        onClosed={() => button.current?.focus()}
      />
    </>
  )
}
