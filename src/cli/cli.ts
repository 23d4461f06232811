// The command line. Each command is thin: it opens what it needs and calls the same functions as the APIs.

import { Command, Option } from 'commander'
import type { Config } from '#src/config/config.ts'
import { loadConfig } from '#src/config/load.ts'
import { readEnvironment } from '#src/config/read-environment.ts'
import { type AdministratorRole, administratorRoles } from '#src/identity/administrators/records.ts'
import { deliveryMethods } from '#src/messaging/types.ts'
import type { ImportOptions } from './import-authgear.ts'
import type { CreateTenantOptions } from './tenant.ts'

export async function runCli(argv: readonly string[]): Promise<void> {
  const program = new Command('otpost')
    .description('Self-hosted phone-message gateway for authentication.')
    .showHelpAfterError()

  const command = (name: string, description: string) => program.command(name).description(description)
  // Commands are loaded when they are called: `start` must not wait for what only `doctor` needs.
  const withConfig =
    <Rest extends unknown[]>(run: (config: Config, ...rest: Rest) => Promise<void>) =>
    (...rest: Rest) =>
      run(loadConfig(readEnvironment()), ...rest)

  command('start', 'serve the APIs (the default)').action(
    withConfig(async (config) => (await import('./start.ts')).start(config)),
  )
  command('migrate', 'bring the database schema up to date').action(
    withConfig(async (config) => (await import('./migrate.ts')).migrateDatabase(config)),
  )
  command('inbox', 'show the messages that the inbox provider kept, newest last')
    .option('--limit <count>', 'how many at most', '20')
    .option('--to <number>', 'only those to this number')
    .option('--json', 'as JSON lines')
    .action(
      withConfig(async (config, options: { limit: string; to?: string; json?: boolean }) =>
        (await import('./inbox.ts')).showInbox(config, options),
      ),
    )
  command('send', "send a test code through the tenant's phone provider")
    .argument('<to>', 'a phone number in international form, e.g. +442079460123')
    .addOption(new Option('--by <method>', 'how').choices(deliveryMethods).default('text'))
    .action(
      withConfig(async (config, to: string, options: { by: string }) =>
        (await import('./send.ts')).sendTestCode(config, to, options.by),
      ),
    )
  const keys = command('keys', 'the keys that tokens are signed with')
  keys
    .command('rotate')
    .description('sign with a new key from now on; the old one stays in JWKS')
    .action(withConfig(async (config) => (await import('./keys.ts')).rotateKeys(config)))
  keys
    .command('list')
    .description('show them, the current one first')
    .action(withConfig(async (config) => (await import('./keys.ts')).listKeys(config)))
  const tenants = command('tenant', 'the tenants that this Otpost serves')
  tenants
    .command('create')
    .description('make one, with a signing key, its connections and a Management client')
    .argument('<name>', 'lower-case letters, digits and hyphens')
    .option('--host <hosts...>', 'host names that lead to it; the first names the issuer of its tokens')
    .option('--friendly-name <name>', 'what its messages call it')
    .option('--locale <tags...>', 'its languages, the default first (default: en)')
    .action(
      withConfig(async (config, name: string, options: CreateTenantOptions) =>
        (await import('./tenant.ts')).createTenantByName(config, name, options),
      ),
    )
  tenants
    .command('list')
    .description('show them')
    .action(withConfig(async (config) => (await import('./tenant.ts')).listTenants(config)))
  tenants
    .command('hosts')
    .description('show the hosts that lead to one, or change them')
    .argument('<name>')
    .option('--add <hosts...>', 'host names that lead to it too')
    .option('--remove <hosts...>', 'host names that no longer do')
    .action(
      withConfig(async (config, name: string, options: { add?: string[]; remove?: string[] }) =>
        (await import('./tenant.ts')).tenantHosts(config, name, options),
      ),
    )
  command('import', 'take over what another product was set up with')
    .command('authgear')
    .description("set a tenant up as an Authgear project's SMS gateway is")
    .argument('<authgear.yaml>')
    .argument('<authgear.secrets.yaml>')
    .option('--resources <folder>', "the project's resources, with its scripts in deno/")
    .option('--tenant <name>', 'which tenant, when not the default one')
    .option('--dry-run', 'say what would be taken and left, and write nothing')
    .action(
      withConfig(async (config, project: string, secrets: string, options: ImportOptions) =>
        (await import('./import-authgear.ts')).importAuthgear(config, project, secrets, options),
      ),
    )
  const administrators = command('administrator', 'who may sign in to the portal')
  const ofTenant = () => new Option('--tenant <name>', 'of which tenant, when not of the default one')
  administrators
    .command('list')
    .description('show them, the oldest first')
    .addOption(ofTenant())
    .action(
      withConfig(async (config, options: { tenant?: string }) =>
        (await import('./administrator.ts')).listAdministrators(config, options),
      ),
    )
  administrators
    .command('add')
    .description('add one, and print a password once')
    .argument('<email>')
    .addOption(
      new Option('--role <role>', 'what they may do').choices(administratorRoles).makeOptionMandatory(),
    )
    .addOption(ofTenant())
    .action(
      withConfig(async (config, email: string, options: { role: AdministratorRole; tenant?: string }) =>
        (await import('./administrator.ts')).addAdministrator(config, email, options),
      ),
    )
  administrators
    .command('reset-password')
    .description('print a new password once; sessions and a lock-out end')
    .argument('<email>')
    .addOption(ofTenant())
    .action(
      withConfig(async (config, email: string, options: { tenant?: string }) =>
        (await import('./administrator.ts')).resetPassword(config, email, options),
      ),
    )
  command('doctor', 'check settings, database, egress and provider credentials').action(async () =>
    (await import('./doctor.ts')).runDoctor(readEnvironment()),
  )
  command('backup', 'write all data to a file, beside a running Otpost or without one')
    .argument('<file>')
    .action(withConfig(async (config, file: string) => (await import('./backup.ts')).backupTo(config, file)))
  command('restore', 'load a backup into an empty database')
    .argument('<file>')
    .action(
      withConfig(async (config, file: string) => (await import('./backup.ts')).restoreFrom(config, file)),
    )

  try {
    await program.parseAsync(argv.length > 2 ? argv : [...argv, 'start'])
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exitCode = 1
  }
}

// An `Error` that we threw ourselves says in words what an operator can mend. What the language threw (a TypeError)
// is a bug and keeps its stack.
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isBug = [TypeError, RangeError, ReferenceError, SyntaxError].some((type) => error instanceof type)
  const text = isBug ? (error.stack ?? error.message) : error.message
  return error.cause === undefined ? text : `${text}\n  because: ${explain(error.cause)}`
}
