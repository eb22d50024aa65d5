import { expect, test } from 'bun:test'
import { createLog } from './logger.ts'

function logged(fields: Record<string, unknown>): Record<string, unknown> {
  const lines: string[] = []
  createLog({ level: 'info', process: 'test', write: (line) => void lines.push(line) }).info('said', fields)
  return Object(JSON.parse(lines[0] ?? '{}'))
}

test('secrets are not written wherever they stand in a line', () => {
  const line = logged({
    password: 'p1',
    user: { token: 't1', devices: [{ cookie: 'c1', name: 'phone' }] },
    input: { body: { deep: { refreshToken: 'r1' } } },
    code: 123456,
  })
  expect(JSON.stringify(line)).not.toMatch(/p1|t1|c1|r1|123456/)
  expect(line['user']).toEqual({ token: '[redacted]', devices: [{ cookie: '[redacted]', name: 'phone' }] })
})

test('the code of an error is written, a one-time code is not', () => {
  expect(logged({ code: 'leads.stale' })['code']).toBe('leads.stale')
  expect(logged({ code: '482915' })['code']).toBe('[redacted]')
})

test('what holds no secret is written as it is, and the caller’s object stays as it was', () => {
  const fields = { at: new Date(0), list: [1, 2], nested: { a: null }, secret: 'x' }
  expect(logged(fields)).toMatchObject({ at: '1970-01-01T00:00:00.000Z', list: [1, 2], nested: { a: null } })
  expect(fields.secret).toBe('x')
})
