import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const Service = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
  stop_grace_period: z.string().optional(),
})
const Compose = z.looseObject({ services: z.record(z.string(), Service), volumes: z.record(z.string(), z.null()) })
export type Compose = z.output<typeof Compose>

/** Reads compose.yaml as Docker would with these variables; a required one that is missing is refused in its words. */
export function readCompose(file: string, variables: Readonly<Record<string, string>>): Compose {
  const text = readFileSync(file, 'utf8').replace(
    /\$\{(\w+)(?::([?-])([^}]*))?\}/g,
    (_whole, name: string, kind?: string, rest?: string) => {
      const value = variables[name]
      if (value !== undefined) return value
      if (kind === '?') throw new Error(`required variable ${name} is missing a value: ${rest ?? ''}`)
      return rest ?? ''
    },
  )
  return Compose.parse(parse(text, { merge: true }))
}
