import { expect, test } from 'bun:test'
import { errorCodes, failedBeforeSending } from './connection-error.ts'

const coded = (code: string) => Object.assign(new Error('failed'), { code })

test.each(['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
  '%s happens before anything is sent, whether the runtime puts it on the error or on its cause',
  (code) => {
    expect(failedBeforeSending(coded(code))).toBe(true)
    expect(failedBeforeSending(new TypeError('fetch failed', { cause: coded(code) }))).toBe(true)
  },
)

test.each(['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE'])('%s may happen after sending', (code) => {
  expect(failedBeforeSending(new TypeError('fetch failed', { cause: coded(code) }))).toBe(false)
})

test('an error without a code counts as sent, and a chain of causes that loops ends', () => {
  const looped = new Error('loop')
  looped.cause = looped
  expect(failedBeforeSending(looped)).toBe(false)
  expect(errorCodes('text')).toEqual([])
})
