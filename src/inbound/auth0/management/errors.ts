// The Management API's error shape (contract 1.3), mapped in this one place. It must never show a stack, a secret or
// the words of a database.

import { STATUS_CODES } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ChangeRefusalCode, ChangeRefused } from '#src/settings/errors.ts'
import { BadRequestError, requireCleanUrl } from '../../http/bodies.ts'

interface Refusal {
  readonly status: number
  readonly errorCode?: string
  /** Repeats the message as `attributes.error`, as every refused token is answered. */
  readonly isAboutToken?: boolean
}

/** An answer in the Management API's shape. The message goes out as it is. */
export class ManagementError extends Error {
  override readonly name = 'ManagementError'
  readonly refusal: Refusal

  constructor(message: string, refusal: Refusal) {
    super(message)
    this.refusal = refusal
  }
}

export type ValidatedPart = 'Payload' | 'Query' | 'Path'

const validationCodes = {
  Payload: 'invalid_body',
  Query: 'invalid_query_string',
  Path: 'invalid_uri',
} as const satisfies Record<ValidatedPart, string>

/** `Payload validation error: '<why>' on property <path> (<description>).` */
export function validationError(
  part: ValidatedPart,
  why: string,
  property?: { readonly path: string; readonly description?: string | undefined },
): ManagementError {
  const description = property?.description === undefined ? '' : ` (${property.description})`
  const where = property === undefined ? '' : ` on property ${property.path}${description}`
  return new ManagementError(`${part} validation error: '${why}'${where}.`, {
    status: 400,
    errorCode: validationCodes[part],
  })
}

// Every code has a row: leaving one out is a type error. Where a property is to blame, the row names it.
const refusals = {
  connection_not_found: { status: 404, errorCode: 'inexistent_connection' },
  connection_name_taken: { status: 409 },
  realm_taken: { status: 409 },
  domain_connection_taken: { status: 409 },
  template_invalid: {
    status: 400,
    property: { path: 'options.template', description: 'The text of the message' },
  },
  gateway_secret_invalid: {
    status: 400,
    property: {
      path: 'options.gateway_authentication.secret',
      description: 'The secret used to sign the JWT',
    },
  },
  code_length_invalid: {
    status: 400,
    property: { path: 'options.totp.length', description: 'The number of digits of the one-time code' },
  },
  client_not_found: { status: 404, errorCode: 'inexistent_client' },
  credential_not_found: { status: 404, errorCode: 'inexistent_credential' },
  credential_invalid: {
    status: 400,
    property: { path: 'pem', description: 'PEM-formatted public key or X509 certificate' },
  },
  client_grant_not_found: { status: 404, errorCode: 'inexistent_client_grant' },
  client_grant_exists: { status: 409 },
  audience_not_found: { status: 404 },
  scope_unknown: {
    status: 400,
    property: { path: 'scope', description: 'Scopes allowed for this client grant' },
  },
  resource_server_not_found: { status: 404, errorCode: 'inexistent_resource_server' },
  resource_server_exists: { status: 409, errorCode: 'resource_server_already_exists' },
  resource_server_built_in: { status: 403, errorCode: 'operation_not_supported' },
  organization_not_found: { status: 404 },
  organization_exists: { status: 409 },
  organization_limit_reached: { status: 400 },
  user_not_found: { status: 404, errorCode: 'inexistent_user' },
  phone_number_invalid: {
    status: 400,
    property: {
      path: 'phone_number',
      description: "The user's phone number (following the E.164 recommendation)",
    },
  },
  user_exists: { status: 409, errorCode: 'auth0_idp_error' },
  username_taken: { status: 409, errorCode: 'auth0_idp_error' },
  // The user as a whole is to blame.
  user_invalid: { status: 400, property: undefined },
  email_invalid: { status: 400, property: { path: 'email', description: "The user's email" } },
  username_invalid: { status: 400, property: { path: 'username', description: "The user's username" } },
  password_too_weak: { status: 400, errorCode: 'auth0_idp_error' },
  phone_number_taken: { status: 409, errorCode: 'phone_number_conflict' },
  phone_provider_not_found: { status: 404 },
  phone_provider_exists: { status: 409 },
  phone_provider_incomplete: { status: 400 },
  // Auth0's code says email here as well.
  phone_provider_without_action: {
    status: 400,
    errorCode: 'custom_email_provider_deployed_action_not_found',
  },
  phone_template_not_found: { status: 404 },
  phone_template_exists: { status: 409 },
  phone_template_invalid: {
    status: 400,
    property: { path: 'content.body', description: 'The texts of the template' },
  },
  guardian_templates_invalid: { status: 400, errorCode: 'invalid_body' },
  default_directory_invalid: {
    status: 400,
    property: {
      path: 'default_directory',
      description: 'Name of connection used for password grants at the `/token` endpoint',
    },
  },
  locales_invalid: {
    status: 400,
    property: { path: 'enabled_locales', description: 'Supported locales for the user interface' },
  },
  action_not_found: { status: 404 },
  action_version_not_found: { status: 404 },
  action_execution_not_found: { status: 404 },
  action_name_taken: { status: 409 },
  action_limit_reached: { status: 400 },
  action_trigger_invalid: {
    status: 400,
    property: { path: 'supported_triggers', description: 'The list of triggers that this action supports' },
  },
  action_code_too_large: {
    status: 400,
    property: { path: 'code', description: 'The source code of the action' },
  },
  action_dependencies_invalid: {
    status: 400,
    property: {
      path: 'dependencies',
      description: 'The list of third party npm modules, and their versions, that this action depends on',
    },
  },
  action_secrets_invalid: {
    status: 400,
    property: { path: 'secrets', description: 'The list of secrets that are included in an action' },
  },
  action_not_built: { status: 400 },
  action_build_failed: { status: 400 },
  action_not_deployed: { status: 400 },
  action_bindings_invalid: {
    status: 400,
    property: { path: 'bindings', description: 'The actions that will be bound to this trigger' },
  },
  action_in_use: { status: 409 },
  hook_not_found: { status: 404, errorCode: 'HookDoesNotExist' },
  hook_name_taken: { status: 409 },
  hook_script_invalid: {
    status: 400,
    property: { path: 'script', description: 'Code to be executed when this hook runs' },
  },
  hook_changed_meanwhile: { status: 409 },
  hook_in_use: { status: 409 },
  hook_secret_not_found: { status: 404 },
  hook_secret_taken: { status: 409 },
  hook_secrets_invalid: { status: 400 },
  secret_not_stored: { status: 400, errorCode: 'invalid_body' },
} as const satisfies Record<
  ChangeRefusalCode,
  Refusal & { readonly property?: { readonly path: string; readonly description: string } | undefined }
>

function toManagementError(error: ChangeRefused): ManagementError {
  const row = refusals[error.code]
  return 'property' in row
    ? validationError('Payload', error.message, row.property)
    : new ManagementError(error.message, row)
}

/** Makes a scope answer every error, and every path that is not there, in the Management API's shape. */
export function answerInManagementShape(app: FastifyInstance): void {
  app.setErrorHandler(answerManagementError)
  app.setNotFoundHandler((_request, reply) => send(reply, new ManagementError('Not Found', { status: 404 })))
}

export function answerManagementError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refused = error instanceof ChangeRefused ? toManagementError(error) : toRefusal(error, request)
  if (refused) return send(reply, refused)
  request.log.error({ err: error }, 'a request failed')
  return send(reply, new ManagementError(`Internal error. Request id: ${request.id}`, { status: 500 }))
}

function toRefusal(error: unknown, request: FastifyRequest): ManagementError | undefined {
  if (error instanceof ManagementError) return error
  if (error instanceof BadRequestError) {
    const part = requireCleanUrl(request.raw.url) ? 'Path' : 'Payload'
    return validationError(part, error.message.replace(/\.$/, ''))
  }
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined
  const { message } = error instanceof Error ? error : { message: '' }
  return status === 400
    ? validationError('Payload', message)
    : new ManagementError(wordsOf(status, message), { status })
}

function wordsOf(status: number, message: string): string {
  if (status === 413) return 'Payload content length greater than maximum allowed'
  if (status === 415) return 'Unsupported Media Type'
  return message
}

function send(reply: FastifyReply, { message, refusal }: ManagementError): FastifyReply {
  const { status, errorCode, isAboutToken = false } = refusal
  if (isAboutToken) {
    reply.header('www-authenticate', `Bearer error="${message.replaceAll(/[^\x20-\x7e]|["\\]/g, '')}"`)
  }
  return reply.code(status).send({
    statusCode: status,
    error: STATUS_CODES[status],
    message,
    ...(errorCode !== undefined && { errorCode }),
    ...(isAboutToken && { attributes: { error: message } }),
  })
}
