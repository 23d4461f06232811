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

  command('start', 'start the server (default)').action(
    withConfig(async (config) => (await import('./start.ts')).start(config)),
  )
  command('migrate', 'update the database schema').action(
    withConfig(async (config) => (await import('./migrate.ts')).migrateDatabase(config)),
  )
  command('inbox', 'show the messages in the inbox, newest last')
    .option('--limit <count>', 'maximum number of messages', '20')
    .option('--to <number>', 'show only messages to this number')
    .option('--json', 'print JSON lines')
    .action(
      withConfig(async (config, options: { limit: string; to?: string; json?: boolean }) =>
        (await import('./inbox.ts')).showInbox(config, options),
      ),
    )
  command('send', "send a test code through the default tenant's phone provider")
    .argument('<to>', 'phone number in E.164 format, such as +442079460123')
    .addOption(new Option('--by <method>', 'delivery method').choices(deliveryMethods).default('text'))
    .action(
      withConfig(async (config, to: string, options: { by: string }) =>
        (await import('./send.ts')).sendTestMessage(config, to, options.by),
      ),
    )
  const keys = command('keys', 'manage the keys that sign tokens')
  keys
    .command('rotate')
    .description('create a new signing key; the old one stays in JWKS')
    .action(withConfig(async (config) => (await import('./keys.ts')).rotateKeys(config)))
  keys
    .command('list')
    .description('list signing keys, current key first')
    .action(withConfig(async (config) => (await import('./keys.ts')).listKeys(config)))
  const tenants = command('tenant', 'manage tenants')
  tenants
    .command('create')
    .description('create a tenant with a signing key, connections and a Management client')
    .argument('<name>', 'lower-case letters, digits and hyphens')
    .option('--host <hosts...>', 'host names of the tenant; the first one is in the issuer of its tokens')
    .option('--friendly-name <name>', 'name of the tenant in messages')
    .option('--locale <tags...>', 'languages of the tenant, default first (default: en)')
    .action(
      withConfig(async (config, name: string, options: CreateTenantOptions) =>
        (await import('./tenant.ts')).createTenantByName(config, name, options),
      ),
    )
  tenants
    .command('list')
    .description('list tenants')
    .action(withConfig(async (config) => (await import('./tenant.ts')).listTenants(config)))
  tenants
    .command('hosts')
    .description('show or change the host names of a tenant')
    .argument('<name>')
    .option('--add <hosts...>', 'host names to add')
    .option('--remove <hosts...>', 'host names to remove')
    .action(
      withConfig(async (config, name: string, options: { add?: string[]; remove?: string[] }) =>
        (await import('./tenant.ts')).tenantHosts(config, name, options),
      ),
    )
  command('import', 'import a configuration from another product')
    .command('authgear')
    .description("import an Authgear project's SMS configuration into a tenant")
    .argument('<authgear.yaml>')
    .argument('<authgear.secrets.yaml>')
    .option('--resources <folder>', "the project's resources folder, with scripts in deno/")
    .option('--tenant <name>', 'tenant to change (default: default)')
    .option('--dry-run', 'show what would be imported without changing anything')
    .action(
      withConfig(async (config, project: string, secrets: string, options: ImportOptions) =>
        (await import('./import-authgear.ts')).importAuthgear(config, project, secrets, options),
      ),
    )
  const administrators = command('administrator', 'manage who can sign in to the portal')
  const ofTenant = () => new Option('--tenant <name>', 'tenant of the administrator (default: default)')
  administrators
    .command('list')
    .description('list administrators, oldest first')
    .addOption(ofTenant())
    .action(
      withConfig(async (config, options: { tenant?: string }) =>
        (await import('./administrator.ts')).listAdministrators(config, options),
      ),
    )
  administrators
    .command('add')
    .description('add an administrator and print a password once')
    .argument('<email>')
    .addOption(
      new Option('--role <role>', 'role of the administrator')
        .choices(administratorRoles)
        .makeOptionMandatory(),
    )
    .addOption(ofTenant())
    .action(
      withConfig(async (config, email: string, options: { role: AdministratorRole; tenant?: string }) =>
        (await import('./administrator.ts')).addAdministrator(config, email, options),
      ),
    )
  administrators
    .command('reset-password')
    .description('set a new password and print it once; ends sessions and a lockout')
    .argument('<email>')
    .addOption(ofTenant())
    .action(
      withConfig(async (config, email: string, options: { tenant?: string }) =>
        (await import('./administrator.ts')).resetPassword(config, email, options),
      ),
    )
  command('doctor', 'check settings, database, outgoing connections and provider credentials').action(
    async () => (await import('./doctor.ts')).runDoctor(readEnvironment()),
  )
  command('backup', 'write all data to a file; Otpost can be running')
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
