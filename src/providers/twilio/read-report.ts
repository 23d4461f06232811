// What Twilio reports of a text or a call. https://www.twilio.com/docs/usage/security#validating-requests
// Whoever knows a message's id can send a request that looks like it: nothing is read of one whose signature is wrong.

import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { ReadReport, ReportedStatus, ReportRequest } from '#src/messaging/delivery/delivery-report.ts'

/** Twilio's words for texts and for calls. Others, as that a text was read, say nothing of its delivery. */
const statuses: ReadonlyMap<unknown, ReportedStatus> = new Map<unknown, ReportedStatus>([
  ['accepted', 'queued'],
  ['scheduled', 'queued'],
  ['queued', 'queued'],
  ['sending', 'sending'],
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['undelivered', 'undelivered'],
  ['failed', 'failed'],
  ['canceled', 'failed'],
  ['initiated', 'queued'],
  ['ringing', 'sending'],
  ['in-progress', 'sending'],
  ['completed', 'delivered'],
  ['busy', 'undelivered'],
  ['no-answer', 'undelivered'],
])

export function readReport(request: ReportRequest, authToken: string): ReadReport {
  if (!isSigned(request, authToken)) return { isGenuine: false }
  const { MessageSid, CallSid, MessageStatus, CallStatus, ErrorCode } = request.form
  const status = statuses.get(MessageStatus ?? CallStatus)
  if (status === undefined) return { isGenuine: true }
  const sid = wordOf(MessageSid ?? CallSid)
  const errorCode = wordOf(ErrorCode)
  return {
    isGenuine: true,
    report: {
      status,
      ...(sid !== undefined && { providerMessageId: sid }),
      // Of what went well Twilio says 0.
      ...(errorCode !== undefined && errorCode !== '0' && { errorCode }),
    },
  }
}

function isSigned({ url, headers, form }: ReportRequest, authToken: string): boolean {
  const given = headers['x-twilio-signature']
  if (typeof given !== 'string') return false
  const fields = Object.entries(form)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([name, values]) => [...new Set([values].flat())].sort().map((value) => name + value))
    .join('')
  // Some of Twilio's services sign an address without its port.
  return addressesOf(url).some((address) => {
    const right = createHmac('sha1', authToken)
      .update(address + fields)
      .digest('base64')
    // Constant time: how long a comparison takes tells nothing of where two signatures differ.
    return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', right, 'buffer'))
  })
}

function addressesOf(url: string): readonly string[] {
  const bare = new URL(url)
  if (bare.port === '') return [url]
  bare.port = ''
  return [url, bare.href]
}

function wordOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,64}$/.test(value) ? value : undefined
}
