// Names for what is different in every message. None is put in without a proof that it stands for the right thing.

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { jwtVerify } from 'jose'
import type { GatewayRequest } from '#test/support/gateway.ts'
import { gatewayToken } from './kinds.ts'

/** Values by the names that stand for them. */
export type Placeholders = Readonly<Record<string, string>>

/** A code as it is written, and as voices are given it. */
export function namesOfCode(code: string): Placeholders {
  return { code, 'code.with.dots': [...code].join('.'), 'code, with, commas': [...code].join(', ') }
}

export function maskWith(placeholders: Placeholders): (text: string) => string {
  const patterns = Object.entries(placeholders).map(([name, value]) => ({
    // A part of a longer number or name is not meant.
    pattern: new RegExp(`(?<![0-9A-Za-z])${RegExp.escape(value)}(?![0-9A-Za-z])`, 'g'),
    name: `«${name}»`,
  }))
  return (text) =>
    patterns.reduce((masked, { pattern, name }) => masked.replace(pattern, name), maskTimes(text))
}

function maskTimes(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (time) => {
    assertRecent(Date.parse(time))
    return '«time»'
  })
}

function assertRecent(time: number): void {
  const age = Date.now() - time
  assert.ok(age > -1_000 && age < 300_000, `${time} is not a moment of this test`)
}

/** What proves where a request comes from, proven. */
export async function checkedHeaders(
  { headers, body }: GatewayRequest,
  webhookSecret: string | undefined,
): Promise<Placeholders> {
  const { authorization = '' } = headers
  const [scheme, token = ''] = authorization.split(' ')
  if (scheme === 'Bearer') await checkToken(token)
  const signature = headers['x-authgear-body-signature']
  const signed = signature === undefined ? {} : checkSignatures(headers, body, webhookSecret ?? '')
  return { ...(scheme === 'Bearer' && { token }), ...signed }
}

async function checkToken(token: string): Promise<void> {
  const { secret, subject, audience } = gatewayToken
  const { protectedHeader, payload } = await jwtVerify(token, Buffer.from(secret), { subject, audience })
  assert.deepEqual(protectedHeader, { alg: 'HS256', typ: 'JWT' })
  assert.deepEqual(Object.keys(payload).sort(), ['aud', 'exp', 'iat', 'sub'])
}

function checkSignatures(headers: GatewayRequest['headers'], body: string, secret: string): Placeholders {
  const hmac = (text: string) => createHmac('sha256', secret).update(text)
  const bodySignature = hmac(body).digest('hex')
  assert.equal(headers['x-authgear-body-signature'], bodySignature)
  const { 'webhook-id': id, 'webhook-timestamp': timestamp = '' } = headers
  assertRecent(Number(timestamp) * 1000)
  const signature = hmac(`${id}.${timestamp}.${body}`).digest('base64')
  assert.equal(headers['webhook-signature'], `v1,${signature}`)
  return { 'hex HMAC of the body': bodySignature, 'Unix time': String(timestamp), 'base64 HMAC': signature }
}
