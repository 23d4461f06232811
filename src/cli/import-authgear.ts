import type { Config } from '#src/config/config.ts'
import type { ProjectProblem } from '#src/contracts/authgear/read-yaml.ts'
import type { TenantConfig } from '#src/identity/records.ts'
import { findTenant } from '#src/identity/tenants/create-tenant.ts'
import { defaultTenantId } from '#src/identity/tenants/directory.ts'
import { phoneProviderKinds } from '#src/providers/phone-provider-kinds.ts'
import { prepareSetting, type SettingProblem } from '#src/settings/phone-provider.ts'
import { describeImport } from './authgear-import/describe-import.ts'
import type { ImportPlan } from './authgear-import/import-plan.ts'
import { planImport } from './authgear-import/plan-import.ts'
import { readGivenFiles } from './authgear-import/read-given-files.ts'
import { decideChanges, writeChanges } from './authgear-import/tenant-changes.ts'
import { withProviders } from './with-providers.ts'

export interface ImportOptions {
  readonly resources?: string
  readonly tenant?: string
  readonly dryRun?: boolean
}

/** Sets a tenant up as an Authgear project is. All of it, or nothing when anything is wrong. */
export async function importAuthgear(
  config: Config,
  projectFile: string,
  secretsFile: string,
  { resources, tenant: tenantName, dryRun = false }: ImportOptions,
): Promise<void> {
  const given = await readGivenFiles(projectFile, secretsFile, resources)
  const planned = given.ok ? planImport(given.value) : given
  if (!planned.ok) throw refusal(planned.problems)
  const plan = planned.value

  await withProviders(config, async (directory, _storage, tools) => {
    const kinds = phoneProviderKinds(tools)
    const taken = directory.all().map(({ tenant }) => tenant.name)
    const decide = (current: TenantConfig) => {
      const decided = decideChanges(plan, current, { kinds, taken, now: new Date() })
      if (!decided.ok) throw refusal(decided.problems.map((problem) => placed(problem, plan)))
      return decided
    }

    const current =
      tenantName === undefined ? directory.byId(defaultTenantId) : findTenant(directory, tenantName)
    const { changes, context } = decide(current)
    if (changes.phoneProvider) {
      // Builds a script, so it comes before the tenant is locked.
      const problems = await prepareSetting(changes.phoneProvider, context, kinds)
      if (problems.length > 0) throw refusal(problems.map((problem) => placed(problem, plan)))
    }
    if (!dryRun && Object.keys(changes).length > 0) {
      await directory.change(current.tenant.id, async (locked, writer) =>
        writeChanges(decide(locked).changes, writer),
      )
    }
    const lines = describeImport({ plan, config: current, changes, dryRun })
    process.stdout.write(`${lines.join('\n')}\n`)
  })
}

/** A problem of the setting, said of the file that the setting was made from. */
function placed({ path, message }: SettingProblem, { phoneProvider }: ImportPlan): ProjectProblem {
  const place = phoneProvider?.places.get(path)
  if (place) return { ...place, message }
  return { file: '', key: '', ...phoneProvider?.from, message: `${path} ${message}` }
}

function refusal(problems: readonly ProjectProblem[]): Error {
  const lines = problems.map(
    ({ file, key, message }) => `  ${file}: ${key === '' ? '' : `${key} `}${message}`,
  )
  return new Error(`Nothing was imported:\n${lines.join('\n')}`)
}
