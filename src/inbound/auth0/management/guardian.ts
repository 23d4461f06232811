// /api/v2/guardian: which second factors there are, and who is asked for one (contract 7). How they reach phones is in
// guardian-phone.ts.

import type { FastifyInstance } from 'fastify'
import {
  guardianFactorBody,
  guardianFactorName,
  guardianPoliciesBody,
  guardianTicketBody,
} from '#src/contracts/auth0/guardian.ts'
import { changeSettings } from '#src/identity/tenants/change-settings.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import { type FactorName, factorNames } from '#src/settings/records.ts'
import type { EditedPart } from '../../http/route-facts.ts'
import { tenantOf } from '../../http/server.ts'
import { requireScope } from './authorize.ts'
import { ManagementError } from './errors.ts'
import { createBodyReader, createPathReader } from './validate.ts'

/** The factors that a user can have here. */
const possibleFactors: readonly FactorName[] = ['sms', 'otp', 'recovery-code']

const readName = createPathReader('name', `^(${guardianFactorName.enum.join('|')})$`, 'Factor name')
const readFactorBody = createBodyReader(guardianFactorBody)
const readPoliciesBody = createBodyReader(guardianPoliciesBody)
const readTicketBody = createBodyReader(guardianTicketBody)

/** One form of the portal saves all that stands here and in guardian-phone.ts, but for the texts. */
export const secondFactors: EditedPart = ({ settings }) => settings.mfa

export function guardianRoutes(app: FastifyInstance, { directory }: { readonly directory: Directory }): void {
  app.get(
    '/guardian/factors',
    { onRequest: requireScope('read:guardian_factors'), config: { edits: secondFactors } },
    async (request) => {
      const { enabledFactors } = tenantOf(request).settings.mfa
      return factorNames.map((name) => ({
        name,
        enabled: enabledFactors.includes(name),
        trial_expired: false,
      }))
    },
  )

  app.put(
    '/guardian/factors/:name',
    { onRequest: requireScope('update:guardian_factors'), config: { edits: secondFactors } },
    async (request) => {
      const name = readName(request)
      const { enabled } = readFactorBody(request)
      if (enabled && !possibleFactors.some((possible) => possible === name)) {
        throw notHere(`The factor ${name} is not supported. Supported factors: sms, otp, recovery-code`)
      }
      await changeSettings(directory, tenantOf(request), (settings) => ({
        ...settings,
        mfa: {
          ...settings.mfa,
          enabledFactors: factorNames.filter((factor) =>
            factor === name ? enabled : settings.mfa.enabledFactors.includes(factor),
          ),
        },
      }))
      return { enabled }
    },
  )

  app.get(
    '/guardian/policies',
    { onRequest: requireScope('read:mfa_policies'), config: { edits: secondFactors } },
    async (request) => {
      const { policy } = tenantOf(request).settings.mfa
      return policy === undefined ? [] : [policy]
    },
  )

  app.put(
    '/guardian/policies',
    { onRequest: requireScope('update:mfa_policies'), config: { edits: secondFactors } },
    async (request) => {
      const [policy, ...more] = readPoliciesBody(request)
      if (more.length > 0) throw new ManagementError('Only one policy can be set', { status: 400 })
      await changeSettings(directory, tenantOf(request), (settings) => {
        const { policy: _before, ...mfa } = settings.mfa
        return { ...settings, mfa: { ...mfa, ...(policy !== undefined && { policy }) } }
      })
      return policy === undefined ? [] : [policy]
    },
  )

  // A ticket leads to a page for enrolling, and there is none.
  app.post(
    '/guardian/enrollments/ticket',
    { onRequest: requireScope('create:guardian_enrollment_tickets') },
    async (request) => {
      readTicketBody(request)
      throw notHere('Otpost has no enrollment page. Users enroll with the MFA API')
    },
  )
}

/** Auth0's words for what a tenant cannot have. */
export function notHere(message: string): ManagementError {
  return new ManagementError(message, { status: 403, errorCode: 'operation_not_supported' })
}
