import { Checkbox, Group } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { Section } from '../../ui/section.tsx'
import { type FormValues, methodsOf } from './form-values.ts'
import type { DeliveryMethod } from './phone-provider-api.ts'

const methods = [
  { value: 'text', label: 'Text', description: 'The code comes in a text message (SMS).' },
  { value: 'voice', label: 'Voice', description: 'A call speaks the code.' },
] as const

export function DeliveryMethodField({ form }: { readonly form: UseFormReturnType<FormValues> }) {
  const { kind, delivery_methods: chosen } = form.values
  const offered = methodsOf[kind]
  const isFixed = offered.length === 1
  const change = (values: string[]) => {
    const known: DeliveryMethod[] = methods
      .map(({ value }) => value)
      .filter((value) => values.includes(value))
    form.setFieldValue('delivery_methods', known)
  }
  return (
    <Section title="Delivery Method">
      <Checkbox.Group
        label="Delivery Method"
        labelProps={{ className: 'visually-hidden' }}
        value={isFixed ? [...offered] : [...chosen]}
        onChange={change}
        error={form.errors.delivery_methods}
        description={isFixed ? 'This provider delivers texts only.' : undefined}
      >
        <Group gap="xl" mt="xs">
          {methods.map(({ value, label, description }) => (
            <Checkbox key={value} value={value} label={label} description={description} disabled={isFixed} />
          ))}
        </Group>
      </Checkbox.Group>
    </Section>
  )
}
