import type { z } from 'zod'

/** Marks a field that tells something about a person: the audit log seals its values, operators see them masked. */
export function personal<S extends z.ZodType>(schema: S): S {
  return schema.meta({ ...schema.meta(), privacy: 'personal' })
}

/** Marks a field that must never be stored or shown in clear: the audit log refuses it. */
export function secret<S extends z.ZodType>(schema: S): S {
  return schema.meta({ ...schema.meta(), privacy: 'secret' })
}
