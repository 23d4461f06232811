// The native API, for people with no past in another product. Registered under /v1.

import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { type AdministratorRouteDeps, administratorRoutes } from './administrators.ts'
import { type AuditLogDeps, auditLogRoute } from './audit-log.ts'
import { type DeliveryReportDeps, deliveryReportRoute } from './delivery-reports.ts'
import { problemHandlers } from './errors.ts'
import { type EventDeps, eventRoutes } from './events.ts'
import { type InboxDeps, inboxRoutes } from './inbox.ts'
import { type MessageDeps, messageRoutes } from './messages.ts'
import { type NoticeDeps, noticeRoutes } from './notices.ts'
import { type OverviewDeps, overviewRoute } from './overview.ts'
import { type PasswordResetDeps, passwordResetRoutes } from './password-resets.ts'
import { type PhoneProviderDeps, phoneProviderRoutes } from './phone-provider.ts'
import { type PhoneProviderKindsDeps, phoneProviderKindsRoute } from './phone-provider-kinds.ts'
import { type ResendDeps, resendRoute } from './resend.ts'
import { Problem } from './schemas.ts'
import { type SettingsDeps, settingsRoutes } from './settings.ts'
import { type TemplateDeps, templateRoutes } from './templates.ts'
import { type TryPhoneProviderDeps, tryPhoneProviderRoute } from './try-phone-provider.ts'
import { useSchemas } from './validation.ts'
import { type VerificationDeps, verificationRoutes } from './verifications.ts'
import { webhookSecretRoutes } from './webhook-secret.ts'

export type NativeDeps = VerificationDeps &
  PasswordResetDeps &
  NoticeDeps &
  MessageDeps &
  DeliveryReportDeps &
  InboxDeps &
  PhoneProviderDeps &
  PhoneProviderKindsDeps &
  TryPhoneProviderDeps &
  TemplateDeps &
  SettingsDeps &
  AdministratorRouteDeps &
  AuditLogDeps &
  OverviewDeps &
  EventDeps &
  ResendDeps

export function nativeRoutes(app: FastifyInstance, deps: NativeDeps): void {
  const native = app.withTypeProvider<TypeBoxTypeProvider>()
  problemHandlers(app)
  useSchemas(app)
  app.decorateRequest('caller')
  app.addSchema(Problem)
  // JSON is the only language of this API: forms and plain text get 415.
  app.removeContentTypeParser(['text/plain', 'application/x-www-form-urlencoded'])

  verificationRoutes(native, deps)
  passwordResetRoutes(native, deps)
  noticeRoutes(native, deps)
  messageRoutes(native, deps)
  deliveryReportRoute(native, deps)
  inboxRoutes(native, deps)
  phoneProviderRoutes(native, deps)
  phoneProviderKindsRoute(native, deps)
  tryPhoneProviderRoute(native, deps)
  webhookSecretRoutes(native, deps)
  templateRoutes(native, deps)
  settingsRoutes(native, deps)
  overviewRoute(native, deps)
  eventRoutes(native, deps)
  resendRoute(native, deps)
  administratorRoutes(native, deps)
  auditLogRoute(native, deps)
}
