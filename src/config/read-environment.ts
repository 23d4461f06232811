/** The environment of this process. The one place that reads it. */
export function readEnvironment(): NodeJS.ProcessEnv {
  return process.env
}
