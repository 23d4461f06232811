// The Management API (contract 1.3, 2), for a server to register under /api/v2. Routes read a contract, change the
// tenant through settings/ and identity/, and show the result; what is allowed is decided there.

import type { FastifyInstance } from 'fastify'
import type { ActionBuilds } from '#src/flows/build-action.ts'
import { createRunAfterwards } from '#src/flows/run-afterwards.ts'
import type { Passwords } from '#src/identity/passwords/hash-password.ts'
import type { ActionHistory, FailureStore, UserStore } from '#src/identity/ports.ts'
import type { Directory } from '#src/identity/tenants/directory.ts'
import type { ScriptTools } from '#src/sandbox/script-tools.ts'
import { actionTriggerRoutes } from './action-triggers.ts'
import { actionRoutes } from './actions.ts'
import { attackProtectionRoutes } from './attack-protection.ts'
import { authenticateCallers } from './authorize.ts'
import { clientCredentialRoutes } from './client-credentials.ts'
import { clientGrantRoutes } from './client-grants.ts'
import { clientRoutes } from './clients.ts'
import { connectionRoutes } from './connections.ts'
import { enrollmentRoutes } from './enrollments.ts'
import { answerInManagementShape } from './errors.ts'
import { guardianRoutes } from './guardian.ts'
import { guardianOtherRoutes } from './guardian-others.ts'
import { type GuardianPhoneDeps, guardianPhoneRoutes } from './guardian-phone.ts'
import { hookSecretRoutes } from './hook-secrets.ts'
import { hookRoutes } from './hooks.ts'
import { organizationOtherRoutes } from './organization-others.ts'
import { organizationRoutes } from './organizations.ts'
import { type PhoneProviderDeps, phoneProviderRoutes } from './phone-providers.ts'
import { type PhoneTemplateDeps, phoneTemplateRoutes } from './phone-templates.ts'
import { resourceServerRoutes } from './resource-servers.ts'
import { signingKeyRoutes } from './signing-keys.ts'
import { tenantSettingsRoutes } from './tenant-settings.ts'
import { type TestActionDeps, testActionRoute } from './test-action.ts'
import { testHookRoute } from './test-hook.ts'
import { type UserAuthenticatorDeps, userAuthenticatorRoutes } from './user-authenticators.ts'
import { userBlockRoutes } from './user-blocks.ts'
import { userRoutes } from './users.ts'

export interface ManagementDeps
  extends PhoneProviderDeps,
    PhoneTemplateDeps,
    UserAuthenticatorDeps,
    GuardianPhoneDeps,
    Pick<TestActionDeps, 'actionEventOf'> {
  readonly directory: Directory
  readonly users: UserStore
  readonly passwords: Passwords
  readonly failures: FailureStore
  readonly scripts: ScriptTools
  readonly history: ActionHistory
  readonly actionBuilds: ActionBuilds
}

/** Wants a scope of its own: it sets the error handler, the not-found handler and a hook for all of it. */
export function managementRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  // Fastify reads text bodies by default; here they are an unsupported media type.
  app.removeContentTypeParser('text/plain')
  answerInManagementShape(app)
  authenticateCallers(app)
  connectionRoutes(app, deps)
  clientRoutes(app, deps)
  clientCredentialRoutes(app, deps)
  clientGrantRoutes(app, deps)
  resourceServerRoutes(app, deps)
  organizationRoutes(app, deps)
  organizationOtherRoutes(app)
  userRoutes(app, deps)
  userBlockRoutes(app, deps)
  userAuthenticatorRoutes(app, deps)
  enrollmentRoutes(app, deps)
  signingKeyRoutes(app, deps)
  actionRoutes(app, deps)
  actionTriggerRoutes(app, deps)
  testActionRoute(app, deps)
  hookRoutes(app, deps)
  hookSecretRoutes(app, deps)
  testHookRoute(app, deps)
  guardianRoutes(app, deps)
  guardianPhoneRoutes(app, deps)
  guardianOtherRoutes(app)
  tenantSettingsRoutes(app, deps)
  attackProtectionRoutes(app, deps)
  const { runAfterwards, close } = createRunAfterwards()
  app.addHook('onClose', close)
  phoneProviderRoutes(app, deps, runAfterwards)
  phoneTemplateRoutes(app, deps, runAfterwards)
}
