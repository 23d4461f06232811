// The query parameters that the Management API's lists share (contract 2.1). Texts become part of error messages.

import { Type } from 'typebox'

export const fieldsQuery = {
  fields: Type.Optional(
    Type.String({
      description:
        'Comma-separated list of fields to include or exclude (based on value provided for include_fields) in the result',
    }),
  ),
  include_fields: Type.Optional(
    Type.Boolean({ description: 'Whether specified fields are to be included (true) or excluded (false)' }),
  ),
}

export const pageQuery = {
  page: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 20_000_000, description: 'Page index of the results to return' }),
  ),
  per_page: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 100, description: 'Number of results per page' }),
  ),
  include_totals: Type.Optional(
    Type.Boolean({ description: 'Return results inside an object that contains the total result count' }),
  ),
}

export const checkpointQuery = {
  from: Type.Optional(Type.String({ description: 'Id from which to start selection' })),
  take: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Number of results per page' })),
}
