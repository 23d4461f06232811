import { Box, Button, Center, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useApi } from '../../api/api-context.tsx'
import { signInHintQuery, useSignIn } from '../../api/session.ts'
import { ColorSchemeSwitch } from '../../shell/color-scheme-switch.tsx'
import { Logo } from '../../shell/logo.tsx'
import { ErrorAlert } from '../../ui/error-alert.tsx'
import { PasswordField } from '../../ui/password-field.tsx'

export function SignInScreen() {
  const router = useRouter()
  const signIn = useSignIn()
  const { data: hint } = useQuery(signInHintQuery(useApi()))
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.includes('@') ? null : 'Enter your email address'),
      password: (value) => (value === '' ? 'Enter your password' : null),
    },
  })

  useEffect(() => {
    document.title = 'Sign in · Otpost'
  }, [])

  const submit = form.onSubmit(
    (credentials) =>
      signIn.mutate(credentials, {
        // The route knows where to go from here.
        onSuccess: () => router.invalidate(),
        onError: () => {
          form.setFieldValue('password', '')
          form.getInputNode('password')?.focus()
        },
      }),
    (errors) => form.getInputNode('email' in errors ? 'email' : 'password')?.focus(),
  )

  return (
    <Center mih="100dvh" p="md">
      <Box pos="absolute" top={12} right={12}>
        <ColorSchemeSwitch />
      </Box>
      <Paper
        component="main"
        withBorder
        p={{ base: 'lg', sm: 'xl' }}
        w="100%"
        maw={400}
        bg="var(--otpost-surface)"
      >
        <form onSubmit={submit} noValidate>
          <Stack>
            <Group justify="center">
              <Logo />
            </Group>
            <Title order={1} size="h3" ta="center">
              Sign in
            </Title>
            <ErrorAlert error={signIn.error} />
            <TextInput
              label="Email address"
              type="email"
              autoComplete="username"
              required
              autoFocus
              {...form.getInputProps('email')}
            />
            <PasswordField
              label="Password"
              autoComplete="current-password"
              required
              {...form.getInputProps('password')}
            />
            <Button type="submit" loading={signIn.isPending} fullWidth>
              Sign in
            </Button>
            {hint?.is_first_password_printed && (
              <Text size="sm" c="dimmed">
                First time here? Otpost printed the administrator's email address and password when it first
                started.
              </Text>
            )}
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}
