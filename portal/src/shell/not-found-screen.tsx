import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Page } from '../ui/page.tsx'

export function NotFoundScreen() {
  return (
    <Page title="There is no such page">
      <Text>
        It may have been removed, or the address is mistyped.{' '}
        <Anchor component={Link} to="/">
          Go to the overview
        </Anchor>
      </Text>
    </Page>
  )
}
