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

test('a token that was good once is no longer so when its time is over, its key is retired, or a letter of it is changed', async () => {
  const process = freshProcess()
  const issuedAt = harness.clock.now()
  const token = await process.signAccess({ ...claimsOfSomebody(), issuedAt })
  const at = (seconds: number) => new Date(issuedAt.getTime() + seconds * 1000)
  await process.readAccess(token, at(0))
  await process.readAccess(token, at(899))
  expect(await refusalOf(process.readAccess(token, at(900)))).toBe('identity.access-expired')
  // Back within its time: the refusal above did not depend on what was remembered.
  await process.readAccess(token, at(1))
  const [head = '', body = '', signature = ''] = token.split('.')
  for (const forged of [
    `${head}.${body}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    `${head}.${body.slice(0, -2)}.${signature}`,
    `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${body}.`,
  ])
    expect(await refusalOf(process.readAccess(forged, at(1)))).toBe('identity.access-invalid')
  const long = await process.signAccess({ ...claimsOfSomebody(), issuedAt, expiresAt: at(86_400) })
  await process.readAccess(long, at(1))
  await process.rotateSigningKey(at(2), { everyMs: 0, keepMs: 60_000 })
  await process.readAccess(long, at(3))
  expect(await refusalOf(process.readAccess(long, at(100)))).toBe('identity.access-invalid')
})

test('the library’s own variables in the environment change neither secret, issuer nor who is told anything', async () => {
  const reached: string[] = []
  const elsewhere = Bun.serve({
    port: 0,
    fetch: ({ url }) => {
      reached.push(url)
      return new Response()
    },
  })
  const set = {
    BETTER_AUTH_SECRET: 'a secret of somebody else, long enough to be taken',
    BETTER_AUTH_SECRETS: '0:another,1:third',
    BETTER_AUTH_URL: 'https://evil.example',
    BETTER_AUTH_TRUSTED_ORIGINS: 'https://evil.example',
    BETTER_AUTH_TELEMETRY_ENDPOINT: elsewhere.url.href,
  }
  const own = freshProcess()
  const before = await own.signAccess(claimsOfSomebody())
  try {
    Object.assign(Bun.env, set)
    const inThat = freshProcess()
    const claims = claimsOfSomebody()
    const token = await inThat.signAccess(claims)
    expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({ iss: publicUrl, aud: 'mas-api' })
    expect(await own.readAccess(token, harness.clock.now())).toMatchObject({ userId: claims.userId })
    await inThat.readAccess(before, harness.clock.now())
    expect(reached).toEqual([])
  } finally {
    for (const name of Object.keys(set)) Reflect.deleteProperty(Bun.env, name)
    await elsewhere.stop(true)
  }
})
