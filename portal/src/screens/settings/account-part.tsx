import { Button, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useSession } from '../../api/session.ts'
import { ChangePasswordDialog } from '../../shell/change-password-dialog.tsx'
import { Section } from '../../ui/section.tsx'
import { roleWords } from './administrator-fields.tsx'

export function AccountPart() {
  const { email, role } = useSession().administrator
  const [isChanging, changing] = useDisclosure(false)
  return (
    <Section title="Your account">
      <Text>
        Signed in as {email}. Role: {roleWords[role].label} ({roleWords[role].description.toLowerCase()}).
      </Text>
      <Button variant="default" onClick={changing.open} style={{ alignSelf: 'flex-start' }}>
        Change password
      </Button>
      <ChangePasswordDialog opened={isChanging} onClose={changing.close} />
    </Section>
  )
}
