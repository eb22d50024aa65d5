// eslint-disable-next-line mas/testing-only-in-tests -- only the fuzz tests import this file
import fc from 'fast-check'
import { z } from 'zod'

const Node = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  items: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minLength: z.number().optional(),
  minimum: z.number().optional(),
})

/** What attackers and broken clients send in place of any value. */
const hostile = fc.constantFrom<unknown>(
  null,
  true,
  '',
  ' ',
  '\u0000',
  '\ud800',
  'á̂̃'.repeat(50),
  '🙂'.repeat(2_000),
  'x'.repeat(70_000),
  "' or 1=1; drop table audit.entries; --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '${jndi:ldap://x}',
  '{{7*7}}',
  '%00%ff',
  0,
  -1,
  0.1,
  1e308,
  2 ** 53,
  -(2 ** 63),
  1e20,
  [],
  {},
  [null],
  [[]],
  { __proto__: null, constructor: {}, toString: 1 },
  '99999-12-31T00:00:00Z',
  '0000-00-00T00:00:00Z',
  '0000-06-01T00:00:00Z',
  '9999-12-31T23:59:59.999-23:59',
  '+275760-09-13T00:00:00.001Z',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
)

/**
 * Values for a JSON Schema: mostly of the right shape, so that they reach the verb's own code, with hostile ones in
 * their midst.
 */
export function nearlyFitting(schema: unknown, depth = 0): fc.Arbitrary<unknown> {
  const parsed = Node.safeParse(schema)
  if (!parsed.success || depth > 5) return hostile
  return fc.oneof({ weight: 14, arbitrary: fitting(parsed.data, depth, nearlyFitting) }, { weight: 1, arbitrary: hostile })
}

/** Values of the right shape only; what a schema cannot say (rules between fields) may still be broken. */
export function wellShaped(schema: unknown, depth = 0): fc.Arbitrary<unknown> {
  const parsed = Node.safeParse(schema)
  return !parsed.success || depth > 5 ? fc.constant(null) : fitting(parsed.data, depth, wellShaped)
}
type Inner = (schema: unknown, depth: number) => fc.Arbitrary<unknown>

function fitting(node: z.infer<typeof Node>, depth: number, inner: Inner): fc.Arbitrary<unknown> {
  const choices = node.anyOf ?? node.oneOf
  if (choices !== undefined && choices.length > 0) return fc.oneof(...choices.map((choice) => inner(choice, depth + 1)))
  if (node.const !== undefined) return fc.constant(node.const)
  if (node.enum !== undefined && node.enum.length > 0) return fc.constantFrom(...node.enum)
  switch (Array.isArray(node.type) ? node.type[0] : node.type) {
    case 'object': {
      const members = Object.fromEntries(Object.entries(node.properties ?? {}).map(([key, member]) => [key, inner(member, depth + 1)]))
      const complete = fc.record(members, { requiredKeys: node.required ?? [] })
      return fc
        .oneof(
          { weight: 5, arbitrary: complete },
          { weight: inner === wellShaped ? 0 : 1, arbitrary: fc.record(members, { requiredKeys: [] }) },
        )
        .chain((known) =>
          fc.oneof(
            { weight: 9, arbitrary: fc.constant<unknown>(known) },
            { weight: inner === wellShaped ? 0 : 1, arbitrary: hostile.map((value) => ({ ...known, unknownKey: value })) },
          ),
        )
    }
    case 'array':
      return fc.array(inner(node.items, depth + 1), { minLength: node.minItems ?? 0, maxLength: Math.max(4, node.minItems ?? 0) })
    case 'integer':
    case 'number':
      return fc.integer({ min: Math.max(node.minimum ?? -10, -1_000), max: Math.max(node.minimum ?? 0, 0) + 1_000 })
    case 'boolean':
      return fc.boolean()
    case 'string':
      return inner === wellShaped ? plainText(node) : textOf(node.format, Math.min(node.maxLength ?? 60, 300))
    default:
      return fc.jsonValue({ maxDepth: 2 })
  }
}

function plainText({ format, pattern, minLength = 1, maxLength = 60 }: z.infer<typeof Node>): fc.Arbitrary<unknown> {
  if (format === 'uuid' || format === 'date-time' || format === 'email' || format === 'date') return textOf(format, maxLength)
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern, 'u'))
  const word = 'a plain reason'.slice(0, maxLength)
  return fc.constantFrom(word.padEnd(minLength, 'x'), '9876543210'.slice(0, maxLength).padEnd(minLength, '1'))
}

function textOf(format: string | undefined, longest: number): fc.Arbitrary<unknown> {
  switch (format) {
    case 'uuid':
      return fc.uuid({ version: 7 })
    case 'date-time':
      return fc.date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2100-01-01') }).map((at) => at.toISOString())
    case 'email':
      return fc.emailAddress()
    case 'date':
      return fc.constantFrom('2026-02-30', '2026-11-23', '0001-01-01', '9999-12-31')
    default:
      return fc.oneof(
        fc.string({ unit: 'binary', maxLength: longest }),
        fc.string({ minLength: Math.min(5, longest), maxLength: longest }),
        fc.constantFrom('a plain reason', 'settings.x', '+919876543210', '%_%', 'webhooks'),
      )
  }
}
