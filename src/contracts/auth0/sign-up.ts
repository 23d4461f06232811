// What signs up a user of a database connection. Errors here are worded by whoever answers: this endpoint has a shape
// of its own for them.

import { type Static, Type } from 'typebox'

const text = (maxLength: number) => Type.Optional(Type.String({ minLength: 1, maxLength }))

/** Other fields that SDKs send along are not looked at. */
export const signUpBody = Type.Object({
  client_id: Type.String({ minLength: 1 }),
  connection: Type.String({ minLength: 1 }),
  password: Type.String({ minLength: 1 }),
  email: Type.Optional(Type.String({ minLength: 1 })),
  phone_number: Type.Optional(Type.String({ minLength: 1 })),
  username: Type.Optional(Type.String({ minLength: 1 })),
  name: text(300),
  nickname: text(300),
  given_name: text(150),
  family_name: text(150),
  picture: text(2048),
  user_metadata: Type.Optional(
    Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 500 }), { maxProperties: 10 }),
  ),
})
export type SignUpBody = Static<typeof signUpBody>

/** Why a sign-up was refused. `description` is a text, or, for a password, what each rule says of it. */
export interface SignUpRefusal {
  readonly name: string
  readonly code: string
  readonly description: string | object
  readonly message?: string
  /** The rules for passwords, as a text. */
  readonly policy?: string
  readonly statusCode: number
}
