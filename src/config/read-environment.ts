/** The environment of this process. The one place that reads it. */
export function readEnvironment(): NodeJS.ProcessEnv {
  return process.env
}

const forNpm =
  /^(npm_config_.*|home|userprofile|appdata|localappdata|path|systemroot|temp|tmp|tmpdir|(https?|no)_proxy|node_extra_ca_certs|ssl_cert_(file|dir))$/i

/** What npm is run with: how it finds its own configuration, and nothing else that is in the environment. */
export function readNpmEnvironment(): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => forNpm.test(name)))
}
