import { expect, test } from 'bun:test'
import { createSigner, rootKeysOf } from '@mas/platform'
import { preferencesToken, readPreferencesToken, readUnsubscribeToken, unsubscribeToken } from './link-tokens.ts'

const signer = createSigner(rootKeysOf(Buffer.alloc(32, 7).toString('base64')))
const now = new Date('2026-11-23T04:30:00Z')
const addressHash = 'ab'.repeat(32)
const userId = '019a0000-0000-7000-8000-000000000001'

test('a link works for what it was made for and nothing else, for ever', () => {
  const leave = unsubscribeToken(signer, { addressHash, list: 'lead-nurture', now })
  const choose = preferencesToken(signer, { userId, now })
  expect(readUnsubscribeToken(signer, leave)).toEqual({ addressHash, list: 'lead-nurture' })
  expect(readPreferencesToken(signer, choose)).toBe(userId)
  expect(readUnsubscribeToken(signer, choose)).toBeUndefined()
  expect(readPreferencesToken(signer, leave)).toBeUndefined()
})

test('a changed, foreign or nonsensical link is none of ours', () => {
  const leave = unsubscribeToken(signer, { addressHash, list: 'lead-nurture', now })
  const [, body = '', mac = ''] = leave.split('.')
  const forged = Buffer.from(JSON.stringify({ h: 'cd'.repeat(32), l: 'lead-nurture', i: 0 })).toString('base64url')
  const foreign = unsubscribeToken(createSigner(rootKeysOf(Buffer.alloc(32, 8).toString('base64'))), {
    addressHash,
    list: 'lead-nurture',
    now,
  })
  for (const token of ['', 'v1..', `v1.${forged}.${mac}`, `v2.${body}.${mac}`, `v1.${body}`, foreign, `${leave}x`])
    expect(readUnsubscribeToken(signer, token)).toBeUndefined()
})
