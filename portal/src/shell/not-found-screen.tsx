import { Anchor, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Page } from '../ui/page.tsx'

export function NotFoundScreen() {
  return (
    <Page title="Page not found">
      <Text>
        The page may have been removed, or the URL may be wrong.{' '}
        <Anchor component={Link} to="/">
          Go to Overview
        </Anchor>
      </Text>
    </Page>
  )
}
