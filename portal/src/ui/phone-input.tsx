// A phone number with a country to choose. Whatever way it is typed, the value is E.164 as soon as it can be one, and
// else what was typed, which is not valid.

import { Group, Input, Select, TextInput } from '@mantine/core'
import {
  AsYouType,
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isPossiblePhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min'
import { type ReactNode, useId, useState } from 'react'

interface Props {
  readonly label: string
  readonly description?: ReactNode
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error?: ReactNode
  readonly required?: boolean
  readonly autoFocus?: boolean
}

/** Numbers kept for documentation are possible, and are no less valid here than at the server. */
export function isPhoneNumber(value: string): boolean {
  return value.startsWith('+') && isPossiblePhoneNumber(value)
}

const names = new Intl.DisplayNames(['en'], { type: 'region' })
const countries = getCountries()
  .map((code) => ({ value: code, label: `${names.of(code) ?? code} (+${getCountryCallingCode(code)})` }))
  .sort((a, b) => a.label.localeCompare(b.label, 'en'))

export function PhoneInput({
  label,
  description,
  value,
  onChange,
  error,
  required = false,
  autoFocus,
}: Props) {
  const id = useId()
  const [country, setCountry] = useState<CountryCode>(() => countryOf(value) ?? usualCountry())
  const [typed, setTyped] = useState(() => nationalOf(value))

  const type = (text: string) => {
    const formatter = new AsYouType(country)
    const isInternational = text.trim().startsWith('+')
    const found = isInternational ? parsePhoneNumberFromString(text) : undefined
    if (found?.country !== undefined && found.country !== country && found.isPossible())
      setCountry(found.country)
    // Formatting while something is taken out would put it back.
    setTyped(text.length > typed.length ? formatter.input(text) : text)
    onChange(toValue(text, country))
  }
  const choose = (code: string | null) => {
    const chosen = countries.find(({ value: known }) => known === code)?.value
    if (chosen === undefined) return
    setCountry(chosen)
    const national = typed.trim().startsWith('+') ? nationalOf(toValue(typed, country)) : typed
    setTyped(national)
    onChange(toValue(national, chosen))
  }

  return (
    <Input.Wrapper label={label} description={description} error={error} required={required} id={id}>
      <Group gap="xs" align="flex-start" mt={4}>
        <Select
          aria-label={`Country for ${label.toLowerCase()}`}
          data={countries}
          value={country}
          onChange={choose}
          searchable
          allowDeselect={false}
          nothingFoundMessage="No matching countries"
          style={{ flex: '1 1 170px' }}
          comboboxProps={{ width: 300, position: 'bottom-start' }}
        />
        <TextInput
          id={id}
          type="tel"
          autoComplete="tel"
          inputMode="tel"
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
          error={Boolean(error)}
          {...(autoFocus && { 'data-autofocus': true })}
          style={{ flex: '2 1 170px' }}
        />
      </Group>
    </Input.Wrapper>
  )
}

function toValue(text: string, country: CountryCode): string {
  const parsed = parsePhoneNumberFromString(text, country)
  return parsed?.isPossible() ? parsed.number : text.trim()
}

function countryOf(value: string): CountryCode | undefined {
  return parsePhoneNumberFromString(value)?.country
}

function nationalOf(value: string): string {
  const parsed = parsePhoneNumberFromString(value)
  return parsed?.isPossible() ? parsed.formatNational() : value
}

function usualCountry(): CountryCode {
  // Not parsed: what a browser calls its language is not always a language tag.
  const region = /[-_]([A-Z]{2})\b/.exec(navigator.language)?.[1]
  return countries.find(({ value }) => value === region)?.value ?? 'US'
}
