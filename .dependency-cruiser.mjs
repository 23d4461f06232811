// Which folder of src/ may import which (docs/architecture.md says why). Unit tests beside the code may import
// anything. Type-only imports of src/config are allowed from everywhere: they carry no behaviour.

const unitTest = '\\.test\\.ts$'

/** Files below `from` may import from src/ only what `allowed` matches, and src/values, which imports nothing. */
const layer = (name, from, allowed) => [
  {
    name,
    comment: `${from} may import only: ${allowed.join(', ')}`,
    severity: 'error',
    from: { path: from, pathNot: unitTest },
    to: { path: '^src/', pathNot: ['^src/config/', '^src/values/', ...allowed] },
  },
  ...(allowed.includes('^src/config/')
    ? []
    : [
        {
          name: `${name}-config-types-only`,
          comment: `${from} may import the types of src/config, and takes the values as arguments`,
          severity: 'error',
          from: { path: from, pathNot: unitTest },
          to: { path: '^src/config/', dependencyTypesNot: ['type-only'] },
        },
      ]),
]

const forbidden = [
  ...layer('main-starts-the-cli', '^src/main\\.ts$', ['^src/cli/']),
  // The command line is the other entrance: it composes for one command what compose.ts composes for the server.
  ...layer('cli-is-an-entrance', '^src/cli/', ['^src/(?!main\\.ts$)', '^src/config/']),
  ...layer('values-are-leaves', '^src/values/', []),
  ...layer('config-is-a-leaf', '^src/config/', ['^src/config/']),
  ...layer('contracts-are-leaves', '^src/contracts/', ['^src/contracts/']),
  ...layer('egress-is-a-leaf', '^src/egress/', ['^src/egress/']),
  ...layer('observability-is-a-leaf', '^src/observability/', ['^src/observability/']),
  ...layer('messaging-is-the-core', '^src/messaging/', ['^src/messaging/']),
  ...layer('providers-are-called', '^src/providers/', [
    '^src/providers/',
    '^src/messaging/',
    '^src/settings/',
    '^src/contracts/',
    '^src/egress/',
    '^src/sandbox/(types|script-tools)\\.ts$',
  ]),
  // The host side of operators' own code. The Deno side, sandbox-runner/, is data to it: it imports nothing of it.
  ...layer('sandbox-knows-nobody', '^src/sandbox/', [
    '^src/sandbox/',
    '^src/messaging/types\\.ts$',
    '^src/settings/records\\.ts$',
    '^src/egress/',
    '^src/observability/',
  ]),
  ...layer('settings-know-the-core', '^src/settings/', ['^src/settings/', '^src/messaging/']),
  ...layer('identity-beside-the-core', '^src/identity/', [
    '^src/identity/',
    '^src/messaging/',
    '^src/settings/',
  ]),
  // What Otpost does, a verb a file: called by dialects and commands, it knows neither of them.
  ...layer('flows-are-use-cases', '^src/flows/', [
    '^src/flows/',
    '^src/messaging/',
    '^src/settings/',
    '^src/identity/',
    '^src/sandbox/(types|script-tools)\\.ts$',
  ]),
  ...layer('storage-fills-ports', '^src/storage/', [
    '^src/storage/',
    '^src/messaging/',
    '^src/settings/',
    '^src/identity/',
    '^src/sandbox/(types|script-tools)\\.ts$',
  ]),
  ...layer('inbound-calls-flows', '^src/inbound/', [
    '^src/inbound/',
    '^src/flows/',
    '^src/messaging/',
    '^src/settings/',
    '^src/identity/',
    '^src/contracts/',
    '^src/observability/',
    '^src/sandbox/(types|script-tools)\\.ts$',
  ]),
  {
    name: 'no-sibling-providers',
    comment: 'A provider is one folder that can be deleted: it imports no other',
    severity: 'error',
    from: { path: '^src/providers/([^/]+)/', pathNot: unitTest },
    to: { path: '^src/providers/[^/]+/', pathNot: '^src/providers/$1/' },
  },
  {
    name: 'no-sibling-dialects',
    comment: 'Dialects share src/inbound/http and nothing of each other',
    severity: 'error',
    from: { path: '^src/inbound/([^/]+)/', pathNot: unitTest },
    to: { path: '^src/inbound/[^/]+/', pathNot: ['^src/inbound/$1/', '^src/inbound/http/'] },
  },
  {
    name: 'http-knows-no-dialect',
    severity: 'error',
    from: { path: '^src/inbound/http/', pathNot: unitTest },
    to: { path: '^src/inbound/', pathNot: '^src/inbound/http/' },
  },
  {
    name: 'only-storage-speaks-sql',
    severity: 'error',
    from: { path: '^src/', pathNot: ['^src/storage/', unitTest] },
    to: { path: 'node_modules/(@types/)?(pg|kysely)/' },
  },
  {
    name: 'the-core-has-no-framework',
    severity: 'error',
    from: { path: '^src/(messaging|flows)/', pathNot: unitTest },
    to: { path: 'node_modules/(@types/)?(@?fastify|oidc-provider|undici|pino|prom-client)[/-]?' },
  },
  {
    name: 'src-stands-alone',
    comment: 'What ships does not import tests, benchmarks or scripts',
    severity: 'error',
    from: { path: '^src/', pathNot: unitTest },
    to: { path: ['^(test|bench|scripts|bin|portal)/', unitTest] },
  },
  { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
  { name: 'no-unresolvable-imports', severity: 'error', from: {}, to: { couldNotResolve: true } },
  {
    name: 'every-folder-has-a-rule',
    comment: 'A new folder of src/ needs its line in this file',
    severity: 'error',
    from: {
      path: '^src/',
      pathNot:
        '^src/(main\\.ts|compose\\.ts|register-routes\\.ts|(cli|config|contracts|egress|observability|messaging|providers|sandbox|settings|identity|flows|storage|inbound|values)/)',
    },
    to: {},
  },
]

export default {
  forbidden,
  options: {
    doNotFollow: { path: ['node_modules', '^(test|bench|scripts)/'] },
    exclude: { path: '^portal/' },
    // Without this the checker sees only the imports that are left after types are stripped.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs'],
    },
  },
}
