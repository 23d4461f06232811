// POST /dbconnections/signup: the request as Auth0's SDKs send it, refusals in the shape that they read here,
// `{name, code, description, statusCode}`. A password is never repeated in one.

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Compile } from 'typebox/compile'
import { type SignUpBody, type SignUpRefusal, signUpBody } from '#src/contracts/auth0/sign-up.ts'
import { type SignUpDeps, signUp } from '#src/flows/sign-up.ts'
import { checkPasswordPolicy, describeRules } from '#src/identity/passwords/password-policy.ts'
import type { TenantConfig, User } from '#src/identity/records.ts'
import { isDatabase } from '#src/identity/users/user-fields.ts'
import { MessagingError, type MessagingErrorCode } from '#src/messaging/errors.ts'
import { databaseOptions } from '#src/settings/database-options.ts'
import { type ChangeRefusalCode, ChangeRefused } from '#src/settings/errors.ts'
import type { Connection, JsonObject } from '#src/settings/records.ts'
import { isFlagOn } from '#src/settings/tenant-flags.ts'
import { tenantOf } from '../http/server.ts'
import { overloadedText } from './errors.ts'

export function signUpRoute(app: FastifyInstance, deps: SignUpDeps): void {
  app.setErrorHandler(answerSignUpError)

  app.post('/dbconnections/signup', async (request, reply) => {
    const config = tenantOf(request)
    const body = readBody(request.body)
    const connection = findConnection(config, body)
    try {
      return showUser(await signUp({ config, ip: request.ip, user: readUser(body, connection) }, deps))
    } catch (error) {
      if (error instanceof MessagingError) {
        const { retryAfterSeconds } = error.detail
        if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
        const refusal = refusals.get(error.code)
        throw refusal ? new SignUpError(refusal) : error
      }
      throw error instanceof ChangeRefused ? explain(error, { config, connection, body }) : error
    }
  })
}

class SignUpError extends Error {
  readonly refusal: SignUpRefusal

  constructor(refusal: SignUpRefusal) {
    super(refusal.code)
    this.refusal = refusal
  }
}

function invalid(description: string, code = 'invalid_signup'): SignUpRefusal {
  return { name: 'BadRequestError', code, description, statusCode: 400 }
}

export function signUpNotFound(method: string): SignUpError {
  return new SignUpError({
    name: 'NotFoundError',
    code: 'not_found',
    description: `There is no ${method} endpoint at this path.`,
    statusCode: 404,
  })
}

const refusals: ReadonlyMap<MessagingErrorCode, SignUpRefusal> = new Map<MessagingErrorCode, SignUpRefusal>([
  ['signup_disabled', invalid('public signup is disabled')],
  [
    'rate_limited',
    {
      name: 'TooManyRequestsError',
      code: 'too_many_requests',
      description: 'Too many signups from the same IP',
      statusCode: 429,
    },
  ],
  [
    'overloaded',
    {
      name: 'ServiceUnavailableError',
      code: 'temporarily_unavailable',
      description: overloadedText,
      statusCode: 503,
    },
  ],
])

const validator = Compile(signUpBody)

function readBody(body: unknown): SignUpBody {
  if (validator.Check(body)) return body
  const [error] = validator.Errors(body)
  const [missing] = error?.keyword === 'required' ? error.params.requiredProperties : []
  if (missing !== undefined) throw new SignUpError(invalid(`missing ${missing} parameter`, 'invalid_request'))
  const where = error?.instancePath.split('/')[1]
  throw new SignUpError(invalid(`error in ${where || 'body'} - ${error?.message}`, 'invalid_request'))
}

function findConnection({ clients, connections }: TenantConfig, body: SignUpBody): Connection {
  if (!clients.has(body.client_id)) throw new SignUpError(invalid('invalid client', 'invalid_client'))
  const connection = connections.find(({ name }) => name === body.connection)
  if (!connection) throw new SignUpError(invalid('the connection was not found', 'invalid_connection'))
  if (!isDatabase(connection) || !connection.enabledClients.includes(body.client_id)) {
    throw new SignUpError(invalid('the connection was disabled', 'invalid_connection'))
  }
  return connection
}

const profileFields = ['name', 'nickname', 'given_name', 'family_name', 'picture', 'user_metadata'] as const

function readUser(body: SignUpBody, connection: Connection) {
  const { email, username, phone_number: phoneNumber, password } = body
  const profile: JsonObject = Object.fromEntries(
    profileFields.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])),
  )
  return {
    connection,
    password,
    profile,
    ...(email !== undefined && { email }),
    ...(username !== undefined && { username }),
    ...(phoneNumber !== undefined && { phoneNumber }),
  }
}

function showUser({ userId, email, username, phoneNumber, profile, ...user }: User): JsonObject {
  return {
    _id: userId.slice(userId.indexOf('|') + 1),
    ...(email !== undefined && { email, email_verified: user.emailVerified }),
    ...(username !== undefined && { username }),
    ...(phoneNumber !== undefined && { phone_number: phoneNumber, phone_verified: user.phoneVerified }),
    ...profile,
  }
}

function explain(
  { code, message }: ChangeRefused,
  { config, connection, body }: { config: TenantConfig; connection: Connection; body: SignUpBody },
): SignUpError {
  if (code === 'password_too_weak') return new SignUpError(explainPassword(body.password, connection))
  if (!isTaken(code)) return new SignUpError(invalid(message))
  if (!tellsWhoExists(config)) return new SignUpError(invalid('Invalid sign up'))
  return new SignUpError(
    code === 'username_taken'
      ? invalid('The username provided is in use already.', 'username_exists')
      : invalid('The user already exists.', 'user_exists'),
  )
}

function isTaken(code: ChangeRefusalCode): boolean {
  return code === 'user_exists' || code === 'username_taken' || code === 'phone_number_taken'
}

/** A flag of the tenant, as on Auth0: unless it is on, a sign-up is refused without saying why. */
function tellsWhoExists({ settings }: TenantConfig): boolean {
  return isFlagOn(settings, 'enable_public_signup_user_exists_error')
}

function explainPassword(password: string, connection: Connection): SignUpRefusal {
  const { rules, verified } = checkPasswordPolicy(password, databaseOptions(connection))
  return {
    name: 'PasswordStrengthError',
    message: 'Password is too weak',
    code: 'invalid_password',
    description: { rules, verified },
    policy: describeRules(rules),
    statusCode: 400,
  }
}

/** The error handler of what is at and below the path of sign-ups. */
export function answerSignUpError(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof SignUpError) return reply.code(error.refusal.statusCode).send(error.refusal)
  const status = 'statusCode' in error ? error.statusCode : undefined
  if (status !== undefined && status < 500) {
    return reply.code(status).send({ ...invalid(error.message, 'invalid_request'), statusCode: status })
  }
  request.log.error({ err: error }, 'a request failed')
  return reply.code(500).send({
    name: 'InternalServerError',
    code: 'server_error',
    description: `Internal error. Request id: ${request.id}`,
    statusCode: 500,
  })
}
