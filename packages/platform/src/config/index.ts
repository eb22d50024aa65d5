import { z } from 'zod'
import { variables, type Config } from './variables.ts'

export { variables, type Config, type Variable } from './variables.ts'

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const schema = z.object(Object.fromEntries(Object.entries(variables).map(([name, { schema: one }]) => [name, one])))

/** Parses the environment once, in a composition root, and names every problem at once with its remedy. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(present)
  if (parsed.success) return configOf(parsed.data)
  const hints: Readonly<Record<string, { describe: string; example: string }>> = variables
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0])
    return `  ${name}: ${present[name] === undefined ? 'is not set' : issue.message}\n    ${hints[name]?.describe ?? ''} Example: ${hints[name]?.example ?? ''}`
  })
  throw new ConfigError(`The environment is not complete:\n${lines.join('\n')}`)
}

/** The object was parsed by the schemas of `variables`, key by key, which is what `Config` says. */
function configOf(parsed: Record<string, unknown>): Config {
  return parsed as Config
}

/** The process's own environment; the only place that reads it. */
export function processEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env
}
