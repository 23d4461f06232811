import { Box, Flex, NavLink, Select, Stack } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useSession } from '../../api/session.ts'
import { Page } from '../../ui/page.tsx'
import { AccountPart } from './account-part.tsx'
import { AdministratorsPart } from './administrators-part.tsx'
import { AttackProtectionPart } from './attack-protection-part.tsx'
import { AuditLogPart } from './audit-log-part.tsx'
import { CountriesPart } from './countries-part.tsx'
import { GeneralPart } from './general-part.tsx'
import { HostsPart } from './hosts-part.tsx'
import { SecondFactorPart } from './second-factor-part.tsx'

const parts = [
  { name: 'general', label: 'Tenant settings', Part: GeneralPart },
  { name: 'countries', label: 'Countries', Part: CountriesPart },
  { name: 'second-factor', label: 'Second factor', Part: SecondFactorPart },
  { name: 'attack-protection', label: 'Attack protection', Part: AttackProtectionPart },
  { name: 'hosts', label: 'Hosts and keys', Part: HostsPart },
  { name: 'administrators', label: 'Administrators', Part: AdministratorsPart },
  { name: 'audit-log', label: 'Audit log', Part: AuditLogPart },
  { name: 'account', label: 'Your account', Part: AccountPart },
] as const

export function SettingsScreen() {
  const { part: name } = useParams({ strict: false })
  const navigate = useNavigate()
  const isOwner = useSession().administrator.role === 'owner'
  const offered = parts.filter((part) => part.name !== 'administrators' || isOwner)
  const shown = offered.find((part) => part.name === name) ?? parts[0]
  const { Part } = shown
  return (
    <Page title="Settings">
      <Flex gap="lg" direction={{ base: 'column', md: 'row' }} align="stretch">
        <Box component="nav" aria-label="Settings" w={190} visibleFrom="md" style={{ flex: 'none' }}>
          {offered.map(({ name: other, label }) => (
            <NavLink
              key={other}
              label={label}
              active={other === shown.name}
              variant="light"
              c="var(--mantine-color-text)"
              style={{ borderRadius: 'var(--mantine-radius-md)' }}
              {...(other === shown.name && { 'aria-current': 'page' as const })}
              renderRoot={(props) => <Link to="/settings/$part" params={{ part: other }} {...props} />}
            />
          ))}
        </Box>
        <Select
          label="Settings section"
          hiddenFrom="md"
          allowDeselect={false}
          data={offered.map(({ name: value, label }) => ({ value, label }))}
          value={shown.name}
          onChange={(part) => part !== null && void navigate({ to: '/settings/$part', params: { part } })}
        />
        <Stack gap="lg" style={{ flex: '1 1 0', minWidth: 0 }}>
          <Part />
        </Stack>
      </Flex>
    </Page>
  )
}
