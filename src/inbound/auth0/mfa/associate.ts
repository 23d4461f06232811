// POST /mfa/associate (contract 6.2). A client lists the kinds of authenticators, and the channels, that it can handle,
// the one it likes best first; what is enrolled is the first that the tenant has.

import type { FastifyRequest } from 'fastify'
import { enrolApp, enrolPhone } from '#src/flows/enrol-second-factor.ts'
import type { SendFactorDeps } from '#src/flows/send-factor-code.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { phoneMethods } from '#src/identity/second-factors/phone-methods.ts'
import type { SealedTokens } from '#src/identity/second-factors/sealed-tokens.ts'
import { parsePhoneNumber } from '#src/messaging/phone-number.ts'
import { chooseDeliveryMethod } from '#src/messaging/routing/choose-route.ts'
import { type EnrollableFactor, isFactorEnabled } from '#src/settings/mfa-settings.ts'
import type { JsonObject } from '#src/settings/records.ts'
import { deliveryMethodOf, type MessageType } from '#src/values/message-types.ts'
import { inWords, missingParameter } from '../errors.ts'
import type { Caller } from '../origin.ts'
import { authenticatorId, oobChannels } from './authenticator-ids.ts'
import type { MfaBearer } from './bearer.ts'
import { requireMfaScope } from './bearer.ts'
import { sealOobCode } from './oob-code.ts'
import { askedOf, type Fields, invalid, readList, readText } from './read-mfa-request.ts'
import { sendWords } from './send-words.ts'

export interface AssociateRequest {
  readonly request: FastifyRequest
  readonly config: TenantConfig
  readonly bearer: MfaBearer
  readonly caller: Caller
  readonly fields: Fields
}

interface AssociateDeps extends SendFactorDeps {
  readonly sealedTokens: SealedTokens
}

const factors: ReadonlyMap<string, EnrollableFactor> = new Map([
  ['oob', 'phone'],
  ['otp', 'otp'],
])

/** @throws OAuthError, and MessagingError for what the flow refuses */
export async function associate(asked: AssociateRequest, deps: AssociateDeps): Promise<JsonObject> {
  const { mfa } = asked.config.settings
  const wanted = readList(asked.fields, 'authenticator_types').map((type) => {
    const factor = factors.get(type)
    if (factor) return factor
    throw invalid('Parameter authenticator_types must be an array of: oob, otp')
  })
  const factor = wanted.find((kind) => isFactorEnabled(mfa, kind)) ?? wanted[0]
  return factor === 'otp' ? associateApp(asked, deps) : associatePhone(asked, deps)
}

async function associatePhone(
  { request, config, bearer, caller, fields }: AssociateRequest,
  deps: AssociateDeps,
): Promise<JsonObject> {
  const channel = chooseChannel(readList(fields, 'oob_channels'), config, deps)
  const phoneNumber = readText(fields, 'phone_number')
  if (phoneNumber === undefined) throw missingParameter('phone_number')
  const recipient = parsePhoneNumber(phoneNumber)
  if (recipient === undefined) throw invalid('Invalid phone number')
  requireMfaScope(bearer, 'enroll')
  const { client, user } = bearer
  const { id, challengeId, recoveryCode } = await inWords(
    sendWords,
    enrolPhone(
      {
        config,
        client,
        user,
        onlyFirst: bearer.kind === 'mfa_token',
        recipient,
        deliveryMethod: deliveryMethodOf(channel),
        asked: askedOf(request, { bearer, caller, fields, config }),
      },
      deps,
    ),
  )
  const challenge = { challengeId, authenticatorId: id, bearerId: bearer.id, enrols: true }
  return {
    authenticator_type: 'oob',
    id: authenticatorId({ id, kind: 'phone' }, channel),
    oob_channel: channel,
    oob_code: await sealOobCode(config, challenge, deps),
    binding_method: 'prompt',
    ...showRecoveryCodes(recoveryCode),
  }
}

async function associateApp({ config, bearer }: AssociateRequest, deps: AssociateDeps): Promise<JsonObject> {
  requireMfaScope(bearer, 'enroll')
  const { client, user } = bearer
  const onlyFirst = bearer.kind === 'mfa_token'
  const { id, secret, barcodeUri, recoveryCode } = await enrolApp({ config, client, user, onlyFirst }, deps)
  return {
    authenticator_type: 'otp',
    id: authenticatorId({ id, kind: 'otp' }),
    secret,
    barcode_uri: barcodeUri,
    ...showRecoveryCodes(recoveryCode),
  }
}

/** The first that the client asks for, the tenant has enabled, and the provider can deliver. */
function chooseChannel(
  wanted: readonly string[],
  config: TenantConfig,
  deps: Pick<SendFactorDeps, 'candidatesForMfa'>,
): MessageType {
  const methods = phoneMethods(config, deps)
  const enabled = wanted
    .flatMap((name) => oobChannels.find((channel) => channel === name) ?? [])
    .filter((channel) => methods.includes(deliveryMethodOf(channel)))
  const candidates = deps.candidatesForMfa(config)
  const able = enabled.find((channel) => {
    const method = deliveryMethodOf(channel)
    return chooseDeliveryMethod(candidates, method) === method
  })
  const channel = able ?? enabled[0]
  if (channel === undefined) throw invalid('None of the requested oob_channels is enabled.')
  return channel
}

function showRecoveryCodes(recoveryCode: string | undefined): JsonObject {
  return recoveryCode === undefined ? {} : { recovery_codes: [recoveryCode] }
}
