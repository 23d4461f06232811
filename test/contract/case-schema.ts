// What a fixture file may hold. Unknown keys are refused: a misspelt expectation would pass for ever.

import { type Static, Type } from 'typebox'

const texts = Type.Record(Type.String(), Type.String())
const strict = { additionalProperties: false }

const gatewayAnswer = Type.Union([
  Type.Object(
    {
      status: Type.Optional(Type.Integer()),
      headers: Type.Optional(texts),
      body: Type.Optional(Type.Unknown()),
    },
    strict,
  ),
  Type.Enum([
    'hang',
    'drop',
    'garbage',
    'hang_after_headers',
    'hang_in_body',
    'drop_after_headers',
    'drop_in_body',
  ]),
])

const step = Type.Object(
  {
    comment: Type.Optional(Type.String()),
    /** Ask again until the response is as expected, for something that happens in the background. */
    eventually: Type.Optional(Type.Literal(true)),
    gateway: Type.Optional(
      Type.Object(
        {
          /** What the gateway answers to the next requests, one each; 200 when nothing is said. */
          answers: Type.Optional(Type.Array(gatewayAnswer)),
          /** The one request it must have got in this step, or none at all. */
          receives: Type.Optional(
            Type.Union([
              Type.Literal('nothing'),
              Type.Object(
                {
                  method: Type.Optional(Type.String()),
                  path: Type.Optional(Type.String()),
                  headers: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
                  /** The body as JSON or as a form, whichever it is. */
                  body: Type.Optional(Type.Unknown()),
                  /** The body byte for byte. */
                  text: Type.Optional(Type.String()),
                },
                strict,
              ),
            ]),
          ),
        },
        strict,
      ),
    ),
    request: Type.Object(
      {
        method: Type.String(),
        path: Type.String(),
        headers: Type.Optional(texts),
        /** `*`: a Management token with every scope. `scope:read:x read:y`: one with these. Else the token itself. */
        token: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        body: Type.Optional(Type.Unknown()),
        form: Type.Optional(texts),
        /** A body as it is; its content type is for `headers` to say. */
        text: Type.Optional(Type.String()),
      },
      strict,
    ),
    response: Type.Object(
      {
        status: Type.Integer(),
        headers: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
        /** `<<empty>>` when there must be none. */
        body: Type.Optional(Type.Unknown()),
        /** Texts that the body must contain as they are. */
        contains: Type.Optional(Type.Array(Type.String())),
      },
      strict,
    ),
  },
  strict,
)

export const contractCase = Type.Object(
  {
    /** Where the behaviour is documented: section of the contract, page, date. */
    source: Type.String({ minLength: 1 }),
    /** The guarantee. */
    name: Type.String({ minLength: 1 }),
    /** The token of every step that names none. */
    token: Type.Optional(Type.String()),
    steps: Type.Array(step, { minItems: 1 }),
  },
  strict,
)
export type ContractCase = Static<typeof contractCase>
export type ContractStep = Static<typeof step>

/** One server per file. `settings` are its environment, on top of what tests use. */
export const contractFile = Type.Object(
  {
    settings: Type.Optional(texts),
    /** Played once before the cases, with a token of every scope; what it captures is known to each of them. */
    setup: Type.Optional(Type.Array(step)),
    cases: Type.Array(contractCase, { minItems: 1 }),
  },
  strict,
)
export type ContractFile = Static<typeof contractFile>
