import { Alert, Checkbox, Group, Text } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { Section } from '../../ui/section.tsx'
import { type FormValues, methodsInUse, methodsOf } from './form-values.ts'
import type { DeliveryMethod, PageDocument } from './phone-provider-api.ts'

interface Method {
  readonly value: DeliveryMethod
  readonly label: string
  readonly description?: string
}

const known: readonly Method[] = [
  { value: 'text', label: 'Text', description: 'Users receive the code in a text message (SMS).' },
  { value: 'voice', label: 'Voice', description: 'Users receive the code in a voice call.' },
]

interface Props {
  readonly form: UseFormReturnType<FormValues>
  readonly page: PageDocument
}

export function DeliveryMethodField({ form, page }: Props) {
  const offered = methodsOf(page, form.values.kind)
  const inUse = methodsInUse(page, form.values)
  // What another kind could do and this one cannot stays checked until something is chosen that it can do.
  const checked = inUse.length > 0 ? inUse : form.values.delivery_methods
  // A newer server can have methods that have no words here.
  const methods = [
    ...known,
    ...offered.filter((method) => known.every(({ value }) => value !== method)).map(unnamed),
  ]
  const isFixed = offered.length === 1 && inUse.length === 1
  const change = (values: string[]) => {
    const chosen = methods.map(({ value }) => value).filter((value) => values.includes(value))
    form.setFieldValue('delivery_methods', chosen)
    form.clearFieldError('delivery_methods')
  }
  return (
    <Section title="Delivery Method">
      <Checkbox.Group
        label="Delivery Method"
        labelProps={{ className: 'visually-hidden' }}
        value={[...checked]}
        onChange={change}
        error={form.errors.delivery_methods}
        errorProps={{ mt: 'xs' }}
        description={offered.length === 1 ? 'This provider delivers texts only.' : undefined}
      >
        <Group gap="xl" mt="xs">
          {methods.map(({ value, label, description }) => (
            <Checkbox
              key={value}
              value={value}
              label={label}
              description={description}
              disabled={isFixed}
              {...(form.errors.delivery_methods !== undefined && { 'aria-invalid': true })}
            />
          ))}
        </Group>
      </Checkbox.Group>
      {inUse.length === 1 && inUse[0] === 'voice' && (
        <Alert color="yellow" title="Voice is the only delivery method">
          <Text size="sm">
            Logins and verifications that don't ask for a delivery method will be voice calls.
          </Text>
        </Alert>
      )}
    </Section>
  )
}

const unnamed = (method: DeliveryMethod): Method => ({ value: method, label: method })
