import { AppShell, Burger, Group, NavLink, ScrollArea, Text } from '@mantine/core'
import { Link, Outlet } from '@tanstack/react-router'
import { Suspense } from 'react'
import { PasswordConfirmation } from '../ui/password-confirmation.tsx'
import { AccountMenu } from './account-menu.tsx'
import { ColorSchemeSwitch } from './color-scheme-switch.tsx'
import { Logo } from './logo.tsx'
import { navigation } from './navigation.ts'
import { SessionEnded } from './session-ended.tsx'
import { useFocusAfterNavigation } from './use-focus-after-navigation.ts'
import { useNarrowMenu } from './use-narrow-menu.ts'

const mainId = 'main'

export function Shell() {
  const { isNarrow, isOpen, button, toggle, close } = useNarrowMenu()
  const main = useFocusAfterNavigation()
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 240, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a
        className="skip-link"
        href={`#${mainId}`}
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        Skip to content
      </a>
      <AppShell.Header px="md" bg="var(--otpost-surface)">
        <Group h="100%" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              ref={button}
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="md"
              size="sm"
              aria-label={isOpen ? 'Close menu' : 'Open menu'}
              aria-expanded={isOpen}
            />
            <Logo />
          </Group>
          <Group gap="xs" wrap="nowrap">
            <ColorSchemeSwitch />
            <AccountMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" bg="var(--otpost-surface)" aria-label="Main" inert={isNarrow && !isOpen}>
        <ScrollArea type="auto" viewportProps={{ tabIndex: -1 }}>
          {navigation.map(({ label = '', entries }) => (
            <div key={label}>
              {label !== '' && (
                <Text size="xs" fw={600} c="dimmed" mt="md" mb={4} px="sm">
                  {label}
                </Text>
              )}
              {entries.map(({ label: name, icon: Icon, link }) => (
                <Link
                  key={name}
                  {...link}
                  activeOptions={{ exact: link.to === '/', includeSearch: false }}
                  onClick={close}
                  style={{ color: 'inherit', textDecoration: 'none', display: 'block' }}
                >
                  {({ isActive }: { isActive: boolean }) => (
                    <NavLink
                      component="span"
                      label={name}
                      active={isActive}
                      leftSection={<Icon size={18} stroke={1.6} aria-hidden />}
                      styles={{ root: { borderRadius: 'var(--mantine-radius-md)' } }}
                    />
                  )}
                </Link>
              ))}
            </div>
          ))}
        </ScrollArea>
      </AppShell.Navbar>
      <AppShell.Main
        id={mainId}
        tabIndex={-1}
        ref={main}
        inert={isNarrow && isOpen}
        style={{ outline: 'none' }}
      >
        <PasswordConfirmation>
          <Suspense>
            <Outlet />
          </Suspense>
        </PasswordConfirmation>
      </AppShell.Main>
      <SessionEnded />
    </AppShell>
  )
}
