// The form of any configuration that describes itself, such as a provider kind's.

import { Fieldset, NumberInput, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { CodeText } from '../code-text.tsx'
import { NameValueList } from '../name-value-list.tsx'
import { SecretInput } from '../secret-input.tsx'
import { type ConfigValues, describeNumber, isGroup, isRows, shownFields } from './config-values.ts'
import type { ConfigField } from './read-fields.ts'

interface Props<Values extends object> {
  readonly form: UseFormReturnType<Values>
  /** Where in the form's values these are. */
  readonly path: string
  readonly fields: readonly ConfigField[]
  readonly values: ConfigValues
  /** For those who may only look. */
  readonly disabled: boolean
}

export function ConfigFields<Values extends object>({ fields, values, path, ...rest }: Props<Values>) {
  return shownFields(fields, values).map((field) => (
    <ConfigFieldInput
      key={field.name}
      {...rest}
      field={field}
      value={values[field.name]}
      path={`${path}.${field.name}`}
    />
  ))
}

interface FieldProps<Values extends object> extends Pick<Props<Values>, 'form' | 'path' | 'disabled'> {
  readonly field: ConfigField
  readonly value: ConfigValues[string] | undefined
}

function ConfigFieldInput<Values extends object>({ form, path, field, value, disabled }: FieldProps<Values>) {
  const { title, isRequired } = field
  const description = field.description === undefined ? undefined : <CodeText text={field.description} />
  const common = { label: title, description, required: isRequired, autoComplete: 'off' }
  switch (field.type) {
    case 'text':
      return (
        <TextInput
          {...common}
          {...(field.isUrl && { type: 'url' })}
          {...(field.placeholder !== undefined && { placeholder: field.placeholder })}
          {...form.getInputProps(path)}
        />
      )
    case 'secret':
      return (
        <SecretInput
          label={title}
          description={description}
          required={isRequired}
          disabled={disabled}
          {...form.getInputProps(path)}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...common}
          description={
            <>
              {description} {describeNumber(field)}.
            </>
          }
          allowDecimal={!field.isInteger}
          // A number out of range is an error, and not changed to one that nobody typed.
          clampBehavior="none"
          maw={280}
          {...form.getInputProps(path)}
        />
      )
    case 'flag':
      return (
        <Switch label={title} description={description} {...form.getInputProps(path, { type: 'checkbox' })} />
      )
    case 'choice':
      return (
        <Select
          {...common}
          data={[...field.choices]}
          allowDeselect={!isRequired && field.standard === undefined}
          maw={420}
          {...form.getInputProps(path)}
          value={value === '' || typeof value !== 'string' ? null : value}
        />
      )
    case 'list':
      return (
        <NameValueList
          label={title}
          description={description}
          noun={field.noun}
          isSecret={field.isSecret}
          rows={isRows(value) ? value : []}
          onChange={form.getInputProps(path).onChange}
          errorOf={({ name }) => form.errors[`${path}.${name}`]}
          error={form.errors[path]}
        />
      )
    case 'group': {
      if (!isGroup(value)) return null
      const inner = (
        <Stack gap="md">
          <ConfigFields
            form={form}
            path={`${path}.values`}
            fields={field.fields}
            values={value.values}
            disabled={disabled}
          />
        </Stack>
      )
      if (isRequired) {
        return (
          <Fieldset legend={title}>
            {description !== undefined && (
              <Text size="xs" c="dimmed" mb="sm">
                {description}
              </Text>
            )}
            {inner}
          </Fieldset>
        )
      }
      return (
        <>
          <Switch
            label={title}
            description={description}
            error={form.errors[path]}
            {...form.getInputProps(`${path}.isUsed`, { type: 'checkbox' })}
          />
          {value.isUsed && inner}
        </>
      )
    }
    case 'unknown':
      return (
        <Text size="sm" c="dimmed">
          {title} can't be edited on this page. Its value is kept.
        </Text>
      )
    case 'constant':
      return null
  }
}
