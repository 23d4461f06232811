// The wire types of the native API, by the name of the operation in /openapi.json.

import type { operations } from './native-api.d.ts'

type JsonOf<Content> = Content extends { readonly content: { readonly 'application/json': infer Json } }
  ? Json
  : never

type Responses<Name extends keyof operations> = operations[Name]['responses']

/** What an operation answers with when it succeeds. */
export type Answer<Name extends keyof operations> = {
  [Status in keyof Responses<Name>]: Status extends 200 | 201 | 202 ? JsonOf<Responses<Name>[Status]> : never
}[keyof Responses<Name>]

/** What an operation takes. */
export type Body<Name extends keyof operations> = JsonOf<NonNullable<operations[Name]['requestBody']>>
