// What stands in place of a screen that could not be shown: inside the shell where there is one, else as a page.

import { Button, Container, Group } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { Page } from '../ui/page.tsx'

export function ErrorScreen({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <Page title="This page could not be shown">
      <ErrorAlert error={error} />
      <Group>
        <Button onClick={retry}>Try again</Button>
      </Group>
    </Page>
  )
}

export function ErrorPage(props: ErrorComponentProps) {
  return (
    <Container component="main" size="sm" py="xl">
      <ErrorScreen {...props} />
    </Container>
  )
}
