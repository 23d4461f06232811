// Validates requests by their TypeBox schemas and names every field that is wrong, in words made for people.

import type { FastifyInstance, FastifySchema, FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Check, Convert, Errors } from 'typebox/value'
import { type FieldProblem, invalidFields } from './errors.ts'

const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const isQuery = httpPart === 'querystring'
  return (given: unknown) => {
    // What stands in a URL is text: `limit=5` is the number that its schema asks for.
    const value = isQuery ? Convert(schema, given) : given
    if (Check(schema, value)) return isQuery ? { value } : true
    return { error: invalidFields(findProblems(schema, value)) }
  }
}

/** Answers are made by our own code and typed there: they are written as they are, without compiled serializers. */
export function useSchemas(app: FastifyInstance): void {
  app.setValidatorCompiler(compileValidator)
  app.setSerializerCompiler<FastifySchema>(() => JSON.stringify)
}

function findProblems(schema: TSchema, value: unknown): FieldProblem[] {
  const problems = new Map<string, FieldProblem>()
  const add = (path: readonly string[], detail: string) => {
    const field = path.join('.')
    // The last complaint about a field is the one that sums up the alternatives it fits none of.
    problems.set(field, { field, detail })
  }
  for (const error of Errors(schema, value)) {
    const at = error.instancePath.split('/').slice(1)
    if (error.keyword === 'required') {
      for (const key of error.params.requiredProperties) add([...at, key], 'is required')
    } else if (error.keyword === 'additionalProperties') {
      for (const key of error.params.additionalProperties) add([...at, key], 'is not known')
    } else if (error.keyword === 'enum') {
      add(at, `must be one of: ${error.params.allowedValues.join(', ')}`)
    } else if (error.keyword !== 'boolean') {
      add(at, error.message)
    }
  }
  return [...problems.values()]
}
