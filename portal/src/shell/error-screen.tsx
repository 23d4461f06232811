// What stands in place of a screen that could not be shown: inside the shell where there is one, else as a page.

import { Button, Container, Group } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { ErrorAlert } from '../ui/error-alert.tsx'
import { Page } from '../ui/page.tsx'

export function ErrorScreen({ error }: ErrorComponentProps) {
  return (
    <Page title="Couldn't load this page">
      <ErrorAlert error={error} />
      <Group>
        {/* The whole page: a screen that did not load, or is of an Otpost that was replaced, loads only so. */}
        <Button onClick={() => window.location.reload()}>Try again</Button>
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
