// Answers what reaches no route, in the shape of the dialect whose paths it resembles: paths that nobody serves, and
// paths that are none (`/%ff`). Everything else is the native API's.

import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answerOAuthError, OAuthError } from './auth0/errors.ts'
import { answerManagementError } from './auth0/management/errors.ts'
import { answerSignUpError, signUpNotFound } from './auth0/sign-up.ts'
import { BadRequestError } from './http/bodies.ts'
import { answerNotFound, answerProblem } from './native/errors.ts'

const oauthPaths = /^\/(oauth|passwordless|mfa|userinfo|\.well-known)(?![^/?])/
const managementPaths = /^\/api\/v2(?![^/?])/
const signUpPaths = /^\/dbconnections(?![^/?])/

/** For the root, which the scopes with a prefix of their own do not ask. */
export function unroutedHandlers(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) =>
    oauthPaths.test(request.url)
      ? answerOAuthError(error, request, reply)
      : answerProblem(error, request, reply),
  )
  app.setNotFoundHandler((request, reply) => {
    if (signUpPaths.test(request.url))
      return answerSignUpError(signUpNotFound(request.method), request, reply)
    if (!oauthPaths.test(request.url)) return answerNotFound(request, reply)
    const notFound = new OAuthError(404, 'not_found', `There is no ${request.method} endpoint at this path.`)
    return answerOAuthError(notFound, request, reply)
  })
}

export function answerBadUrl(request: FastifyRequest, reply: FastifyReply): void {
  const error = new BadRequestError('The URL is not valid.')
  if (managementPaths.test(request.url)) answerManagementError(error, request, reply)
  else if (oauthPaths.test(request.url)) answerOAuthError(error, request, reply)
  else if (signUpPaths.test(request.url)) answerSignUpError(error, request, reply)
  else answerProblem(error, request, reply)
}
