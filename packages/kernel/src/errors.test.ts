import { errorCatalogue, type ErrorCode } from '@mas/contracts/catalogue'
import { errorKinds } from '@mas/contracts/core'
import { expect, test } from 'bun:test'
import { AppError, fail, isRetryable, kindTable, toAppError } from './errors.ts'

const codes = Object.keys(errorCatalogue).filter((code): code is ErrorCode => Object.hasOwn(errorCatalogue, code))

test('every kind has its meaning at every edge, and no two kinds share a status', () => {
  expect(Object.keys(kindTable).toSorted()).toEqual([...errorKinds].toSorted())
  expect(new Set(Object.values(kindTable).map((meaning) => meaning.http)).size).toBe(errorKinds.length)
  expect(new Set(Object.values(kindTable).map((meaning) => meaning.trpc)).size).toBe(errorKinds.length)
})

test('every code is `<domain>.<kebab>`, of one known kind, with a sentence for people', () => {
  for (const code of codes) {
    const [kind, message] = errorCatalogue[code]
    expect(code).toMatch(/^[a-z][a-z0-9]*\.[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(errorKinds).toContain(kind)
    expect(message).toMatch(/^[A-Z].{5,}[.]$/)
  }
})

test('what can come right by itself is retried, a refusal is not', () => {
  expect(Object.entries(kindTable).flatMap(([kind, meaning]) => (meaning.retry ? [kind] : []))).toEqual([
    'limit',
    'unavailable',
    'internal',
  ])
  expect(isRetryable(fail('request.unavailable'))).toBe(true)
  expect(isRetryable(fail('request.forbidden'))).toBe(false)
  expect(isRetryable(new Error('socket closed'))).toBe(true)
})

test('whatever is thrown becomes an error that leaks nothing', () => {
  for (const thrown of [new Error('password=secret'), 'text', undefined, { code: 'request.forbidden' }]) {
    const error = toAppError(thrown)
    expect([error.code, error.kind, error.details]).toEqual(['request.internal', 'internal', {}])
    expect(error.message).not.toContain('secret')
    expect(error.cause).toBe(thrown)
  }
  const ours = new AppError('request.conflict', { version: 7 })
  expect(toAppError(ours)).toBe(ours)
})
