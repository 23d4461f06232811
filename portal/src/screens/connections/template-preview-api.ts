// What a text would look like on a phone. Macros are filled in here, for the server previews Liquid only; it counts the
// segments of both. A server without previews answers 404: macros are shown all the same, without a count.

import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { codeLength, isCodeLength } from '#src/values/code-length.ts'
import { ApiError } from '../../api/api-error.ts'
import type { Api } from '../../api/create-api.ts'
import type { Answer, Body } from '../../api/native-types.ts'
import type { Syntax } from './sms-form-values.ts'

/** A macro that is filled in here has no more than its text. */
export type Preview = Pick<Answer<'previewTemplate'>, 'text' | 'segments'>

export interface PreviewSubject {
  readonly template: string
  readonly syntax: Syntax
  readonly codeLength: number
  readonly language: string
}

const phoneNumber = '+442079460123'
const applicationName = 'My App'

/** Null when this server cannot tell. */
export function previewQuery(api: Api, subject: PreviewSubject) {
  return queryOptions({
    queryKey: ['template-preview', 'connection', subject],
    queryFn: async ({ signal }): Promise<Preview | null> => {
      const filled = subject.syntax === 'liquid' ? undefined : fillInMacros(subject)
      try {
        return await api.post<Preview>('/v1/templates/preview', requestOf(subject, filled), { signal })
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 404) throw error
        return filled === undefined || filled === '' ? null : { text: filled }
      }
    },
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
}

function requestOf(subject: PreviewSubject, filled: string | undefined): Body<'previewTemplate'> {
  const body = filled === undefined ? withVariables(subject) : `{% raw %}${filled}{% endraw %}`
  return {
    purpose: 'login',
    // The tenant's first language.
    locale: '*',
    // Without one, the text that is sent when the connection has none.
    ...(subject.template !== '' && { body }),
    sample: { code: sampleCode(subject), phone_number: phoneNumber, application_name: applicationName },
  }
}

/** A connection's texts know the code and the number by other names than the tenant's own texts. */
function withVariables({ template, language }: PreviewSubject): string {
  const given = [
    ['password', 'code'],
    ['phone_number', 'user.phone_number'],
    ['request_language', `"${language.replaceAll(/[^\w,;=.*\- ]/g, '')}"`],
  ]
  return given.map(([name, value]) => `{% assign ${name} = ${value} %}`).join('') + template
}

function fillInMacros(subject: PreviewSubject): string {
  const values = new Map([
    ['@@password@@', sampleCode(subject)],
    ['@@code@@', sampleCode(subject)],
    ['@@phone_number@@', phoneNumber],
    ['@@application.name@@', applicationName],
    ['@@request_language@@', subject.language],
  ])
  // Unknown macros stay as they are.
  return subject.template.replaceAll(/@@[a-z_.]+@@/g, (macro) => values.get(macro) ?? macro)
}

function sampleCode({ codeLength: length }: PreviewSubject): string {
  const digits = isCodeLength(length) ? length : codeLength.standard
  return '1234567890'.repeat(codeLength.max / 10).slice(0, digits)
}
