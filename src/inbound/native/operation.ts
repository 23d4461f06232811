// Describes one operation for the documentation: what every route says in the same way is written here.

import type { TSchema } from 'typebox'
import type { ManagementScope } from '#src/identity/clients/scopes.ts'
import { problemMediaType } from './errors.ts'
import { type ProblemKind, problems, problemType } from './problems.ts'

interface Operation {
  readonly id: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly scope: ManagementScope
  /** What it answers when all is well, by status. */
  readonly answers: Readonly<Record<number, TSchema>>
  /** What it refuses, besides what every operation does. */
  readonly problems?: readonly ProblemKind[]
}

/** The problems that any operation can answer with. */
const commonProblems: readonly ProblemKind[] = [
  'invalid-request',
  'malformed-request',
  'unauthenticated',
  'insufficient-scope',
  'csrf',
  'body-too-large',
  'internal-error',
]

export function describeOperation(operation: Operation) {
  const { id, tag, summary, description, scope, problems: own = [] } = operation
  const response: Record<number, TSchema> = {
    ...operation.answers,
    ...problemResponses([...commonProblems, ...own]),
  }
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [description, `Requires the scope \`${scope}\`.`].filter(Boolean).join(' '),
    security: [{ basic: [] }, { bearer: [] }],
    response,
  }
}

/** A successful answer; its headers, if any, as JSON Schemas. */
export function answer(
  schema: TSchema,
  description: string,
  headers?: Readonly<Record<string, object>>,
): TSchema {
  return { ...schema, description, ...(headers && { headers }) }
}

function problemResponses(kinds: readonly ProblemKind[]): Record<number, TSchema> {
  const byStatus = Map.groupBy(kinds, (kind) => problems[kind].status)
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      {
        description: same.map((kind) => `\`${kind}\`: ${problems[kind].title}`).join(' '),
        content: {
          [problemMediaType]: {
            schema: { $ref: 'Problem#' },
            examples: Object.fromEntries(same.map((kind) => [kind, { value: exampleOf(kind) }])),
          },
        },
      },
    ]),
  )
}

function exampleOf(kind: ProblemKind) {
  const { status, title } = problems[kind]
  return {
    type: problemType(kind),
    title,
    status,
    detail: title,
    instance: 'urn:uuid:0b6e9a3c-53d0-4d0b-9d1c-3f1f4d8f2a10',
    ...(kind === 'invalid-request' && { errors: [{ field: 'to', detail: 'is required' }] }),
    ...(kind === 'code-invalid' && { attempts_left: 2 }),
  }
}
