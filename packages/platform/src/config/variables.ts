import { z } from 'zod'

/** One environment variable: how it is parsed and what a person must know to set it. */
export interface Variable<S extends z.ZodType = z.ZodType> {
  readonly schema: S
  readonly describe: string
  readonly example: string
}
function variable<S extends z.ZodType>(schema: S, describe: string, example: string): Variable<S> {
  return { schema, describe, example }
}
const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

export const variables = {
  DATABASE_URL: variable(
    z.url({ protocol: /^postgres(ql)?$/ }),
    'Postgres 17 or later. Unset: `npm start` runs an embedded one.',
    'postgres://mas:secret@localhost:5432/mas',
  ),
  MAS_SECRET: variable(
    z.string().refine((text) => Buffer.from(text, 'base64').length >= 32, { error: 'needs at least 32 bytes, base64' }),
    'Root of all keys (sealing, signing, code MACs), 32 random bytes in base64. `npm start` makes one.',
    'openssl rand -base64 32',
  ),
  MAS_SECRET_PREVIOUS: variable(
    z
      .string()
      .default('')
      .transform((text) => text.split(',').flatMap((secret) => (secret.trim() === '' ? [] : [secret.trim()])))
      .refine((secrets) => secrets.every((secret) => Buffer.from(secret, 'base64').length >= 32), {
        error: 'each needs at least 32 bytes, base64',
      }),
    'Every earlier MAS_SECRET, oldest first, separated by commas: what they sealed and signed stays readable. The list only grows.',
    '',
  ),
  MAS_DATA_DIR: variable(z.string().min(1), 'Folder for uploaded files when no object store is set.', '/var/lib/mas'),
  MAS_PUBLIC_URL: variable(z.url().default('http://localhost:3000'), 'Where clients and mails reach the API.', 'https://api.example.in'),
  PORT: variable(wholeNumber(0, 65_535).default(3000), 'Port of the API.', '3000'),
  CORS_ORIGINS: variable(
    z
      .string()
      .default('')
      .transform((text) => text.split(',').flatMap((origin) => (origin.trim() === '' ? [] : [origin.trim()]))),
    'Web origins that may call the API from a browser, separated by commas.',
    'https://app.example.in',
  ),
  TRUSTED_PROXIES: variable(
    wholeNumber(0, 5).default(0),
    'How many proxies of ours stand in front; the client address is read that many hops from the right of X-Forwarded-For.',
    '1',
  ),
  DATABASE_POOL: variable(wholeNumber(2, 200).default(16), 'Connections each process may open.', '16'),
  LOG_LEVEL: variable(
    z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    'Least severe log line that is written.',
    'info',
  ),
  OPS_TOKEN: variable(
    z.string().min(16).optional(),
    'Bearer token that opens /metrics and readiness details to callers on other machines; unset: this machine only.',
    'openssl rand -hex 24',
  ),
  WORKER_PORT: variable(
    wholeNumber(0, 65_535).optional(),
    "Port of the worker's own health and metrics, on loopback; unset: none.",
    '3001',
  ),
  EGRESS_LOOPBACK: variable(
    z.enum(['allowed', 'refused']).optional(),
    'Whether webhooks in sandbox mode may reach this very machine. Left out: allowed where SANDBOX_HTTP_PORT is given. Never in production.',
    'refused',
  ),
  AUDIT_ONLINE_MONTHS: variable(
    wholeNumber(12, 96).default(24),
    'Months of the audit log that stay in the database before they move to the archive.',
    '24',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(z.url().optional(), 'Where spans go; unset: no tracing.', 'http://localhost:4318'),
} as const

export type Config = { readonly [K in keyof typeof variables]: z.output<(typeof variables)[K]['schema']> }
