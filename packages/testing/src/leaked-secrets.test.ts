import { randomBytes } from 'node:crypto'
import { newSigningSecret } from '@mas/domain/webhooks'
import { createLog } from '@mas/platform'
import { expect, test } from 'bun:test'
import { leakedSecrets } from './leaked-secrets.ts'

const logged = (fields: Record<string, unknown>, message = 'said') => {
  const lines: string[] = []
  createLog({ level: 'debug', process: 'test', write: (line) => void lines.push(line) }).info(message, fields)
  return lines
}

test('a secret that slipped past the names which the log veils is found, and not repeated', () => {
  const token = `mrt_${randomBytes(32).toString('base64url')}`
  const jwt = `eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhc2hhIn0.${'s'.repeat(43)}`
  for (const [fields, message] of [
    [{ presented: token }, 'seeded'],
    [{}, `seeded ${token}`],
    [{ headers: [`Bearer ${jwt}`] }, 'seeded'],
    [{ key: newSigningSecret() }, 'seeded'],
    [{ error: 'cannot reach postgres://mas:hunter22@db/mas' }, 'seeded'],
    [{ input: 'violet tram over quiet hills' }, 'seeded'],
  ] as const) {
    const [found = ''] = leakedSecrets(logged(fields, message))
    expect(found).toContain('seeded')
    expect(found).not.toContain(token)
  }
})

test('what the log veils, ids, addresses without a password and codes of errors are no secrets', () => {
  const fields = {
    refreshToken: `mrt_${randomBytes(32).toString('base64url')}`,
    id: '01990000-0000-7000-8000-000000000001',
    url: 'postgres://db:5432/mas',
    code: 'leads.stale',
  }
  expect(leakedSecrets(logged(fields))).toEqual([])
})
