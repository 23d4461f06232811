import { Anchor, Button, Container, Group, Stack, Text, Title } from '@mantine/core'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { ErrorAlert } from '../ui/error-alert.tsx'

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Container component="main" size="sm" py="xl">
      <Stack>
        <Title order={1} size="h2">
          This page could not be shown
        </Title>
        <ErrorAlert error={error} />
        <Group>
          <Button onClick={retry}>Try again</Button>
        </Group>
      </Stack>
    </Container>
  )
}

export function NotFoundPage() {
  return (
    <Container component="main" size="sm" py="xl">
      <Stack>
        <Title order={1} size="h2">
          There is no such page
        </Title>
        <Text>It may have been removed, or the address is mistyped.</Text>
        <Anchor component={Link} to="/">
          Go to the overview
        </Anchor>
      </Stack>
    </Container>
  )
}
