// What became of a message after its provider took it, as it is told later: by a vendor, in its own words and with its own
// signature, or by an operator's gateway as a client of this API. A report adds to the log, and does nothing else.

import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AssertionReplayStore } from '#src/identity/clients/client-assertion.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import {
  type ReadReport,
  type ReportRequest,
  type ReportStore,
  reportPath,
} from '#src/messaging/delivery/delivery-report.ts'
import type { ReadyCandidate } from '#src/messaging/types.ts'
import { fieldsOf } from '#src/values/json.ts'
import { tenantOf } from '../http/server.ts'
import { requireScope } from './authentication.ts'
import { answerProblem, ProblemError } from './errors.ts'
import { DeliveryReportBody } from './message-schemas.ts'
import type { NativeApp } from './native-app.ts'
import { answer, describeOperation } from './operation.ts'
import { IdParams } from './schemas.ts'

export interface DeliveryReportDeps {
  readonly replayStore: AssertionReplayStore
  readonly reports: ReportStore
}

export interface VendorReportDeps {
  readonly reports: ReportStore
  /** Who an attempt's provider id stands for, as it is configured now. */
  readonly findCandidate: (config: TenantConfig, providerId: string) => ReadyCandidate | undefined
}

const maxReportBytes = 16 * 1024

export function deliveryReportRoute(app: NativeApp, { replayStore, reports }: DeliveryReportDeps): void {
  const report = describeOperation({
    id: 'reportDelivery',
    tag: 'Messages',
    scope: 'create:delivery_reports',
    summary: 'Report the delivery status of a message',
    description:
      'Call this from your gateway or script when it learns the status after it accepted the message. You can send ' +
      'reports twice and in any order. Reports after `delivered`, `undelivered` or `failed` are ignored.',
    answers: { 204: answer(Type.Null(), 'The report was received.') },
    problems: ['unsupported-media-type', 'not-found'],
  })
  app.post(
    '/delivery-reports/:id',
    {
      config: { audit: false },
      bodyLimit: maxReportBytes,
      onRequest: requireScope('create:delivery_reports', { replayStore }),
      schema: { ...report, params: IdParams, body: DeliveryReportBody },
    },
    async (request, reply) => {
      const { status, error_code: errorCode } = request.body
      const isKnown = await reports.record(tenantOf(request).tenant.id, request.params.id, {
        status,
        ...(errorCode !== undefined && { errorCode }),
      })
      if (!isKnown) throw noSuchMessage()
      return reply.code(204).send(null)
    },
  )
}

interface VendorParams {
  kind: string
  id: string
}

/**
 * Open to anybody but browsers, as vendors have no credentials of ours: a provider of the message's own has to know the
 * signature.
 */
export function vendorReportRoute(app: FastifyInstance, { reports, findCandidate }: VendorReportDeps): void {
  app.setErrorHandler(answerProblem)
  app.post<{ Params: VendorParams }>(
    '/:kind/:id',
    { bodyLimit: maxReportBytes, schema: { hide: true } },
    async (request, reply) => {
      if (request.headers.cookie !== undefined) {
        throw new ProblemError('insufficient-scope', 'Portal sessions cannot send delivery reports.')
      }
      const config = tenantOf(request)
      const { kind, id } = request.params
      const providerIds = await reports.listProviders(config.tenant.id, id, kind)
      if (providerIds.length === 0) throw noSuchMessage()
      const given: ReportRequest = {
        url: config.issuer + reportPath(kind, id),
        headers: request.headers,
        form: readForm(request.body),
      }
      const read = providerIds
        .map((providerId) => findCandidate(config, providerId)?.provider.readReport?.(given))
        .find((result): result is ReadReport & { isGenuine: true } => result?.isGenuine === true)
      if (!read) throw new ProblemError('unauthenticated', 'The signature is missing or invalid.')
      if (read.report) await reports.record(config.tenant.id, id, read.report)
      return reply.code(204).send()
    },
  )
}

function noSuchMessage(): ProblemError {
  return new ProblemError('not-found', 'Message not found.')
}

function readForm(body: unknown): ReportRequest['form'] {
  const entries = Object.entries(fieldsOf(body)).flatMap(([name, value]): [string, string | string[]][] => {
    const isList = Array.isArray(value) && value.every((one) => typeof one === 'string')
    return typeof value === 'string' || isList ? [[name, value]] : []
  })
  return Object.fromEntries(entries)
}
