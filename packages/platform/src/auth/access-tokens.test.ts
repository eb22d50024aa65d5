import { connect } from '@mas/db'
import { newId } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { keyRing } from '../keys/index.ts'
import { createAuth } from './index.ts'

const harness = useHarness()
const secret = Buffer.alloc(32, 5).toString('base64')
const publicUrl = 'https://api.example.in'
/** What a process that has just started has. */
const freshProcess = (db = harness.runtime.driver.db) => createAuth({ db, clock: harness.clock, keys: keyRing(secret), publicUrl })
const claimsOfSomebody = () => ({ userId: newId(), sessionId: newId(), epoch: 0, generation: 1, issuedAt: harness.clock.now() })

test('a process that has just started knows every token of the others, however many come at once', async () => {
  const claims = claimsOfSomebody()
  const token = await freshProcess().signAccess(claims)
  const restarted = freshProcess()
  const read = await Promise.all(Array.from({ length: 10 }, () => restarted.readAccess(token, harness.clock.now())))
  expect(new Set(read.map(({ userId }) => userId))).toEqual(new Set([claims.userId]))
})

test('while the database is away nobody’s token is called a forgery', async () => {
  const token = await freshProcess().signAccess(claimsOfSomebody())
  const away = await connect({ url: harness.databaseUrl, poolSize: 2, applicationName: 'away', statementTimeoutMs: 1_000 })
  await away.close()
  const restarted = freshProcess(away.db)
  for (let tries = 0; tries < 3; tries++)
    expect(await refusalOf(restarted.readAccess(token, harness.clock.now()))).not.toBe('identity.access-invalid')
})
