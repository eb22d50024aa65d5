import { createClient, errorOf, type MasClient } from '@mas/contracts/client'
import type { Tokens } from '@mas/contracts/identity'
import { anonymous, silentLog, type Ports } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { EventSource } from 'eventsource'
import { signUp, verifyEmail } from '@mas/domain/identity'
import { testApp } from '../edge-fixture.ts'
import { openLiveHub, type LiveHub } from '../realtime/live-hub.ts'
import { serveOnBun, type Server } from '../serve-bun.ts'
import { resolveActor } from './resolve-actor.ts'

const codes: string[] = []
const off = { outcome: 'refused', reason: 'off', retry: 'never' } as const
const ports: Partial<Ports> = {
  identityMail: {
    deliver: ({ secret }) => {
      if (secret !== undefined) codes.push(secret)
      return Promise.resolve({ outcome: 'ok', value: { accepted: true } })
    },
  },
  humanCheck: { mode: 'off', check: () => Promise.resolve(off) },
  breachedPasswords: { mode: 'off', timesSeen: () => Promise.resolve(off) },
}
const harness = useHarness({ ports })
const password = 'violet tram over quiet hills'

/** Two API processes on one database, as far as they can tell: nothing but Postgres connects them. */
const edges: { readonly hub: LiveHub; readonly server: Server }[] = []
beforeAll(async () => {
  for (let n = 0; n < 2; n++) {
    const hub = await openLiveHub(harness.runtime.driver, silentLog)
    edges.push({ hub, server: serveOnBun(testApp(harness, { live: hub, resolveActor }), 0) })
  }
})
afterAll(() => Promise.all(edges.flatMap(({ hub, server }) => [hub.close(), server.stop(0)])))
const urlOf = (n: number) => edges[n]?.server.url ?? ''

interface Person {
  readonly email: string
  readonly tokens: Tokens
}
async function registered(): Promise<Person> {
  const email = `a${crypto.randomUUID()}@example.in`
  const { challengeId } = await signUp(harness.ctx(anonymous), { fullName: 'Asha Rao', email, password })
  await harness.drain()
  return { email, tokens: await verifyEmail(harness.ctx(anonymous), { challengeId, code: codes.at(-1) ?? '' }) }
}
const clientOf = (n: number, token: string, more = {}): MasClient =>
  createClient({ url: urlOf(n), accessToken: () => token, EventSource, ...more })
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'nothing was refused'
  } catch (thrown) {
    return errorOf(thrown)?.code ?? String(thrown)
  }
}
async function again({ email, tokens }: Person, n: number): Promise<Tokens> {
  const next = await createClient({ url: urlOf(n) }).identity.signIn.mutate({ email, password, deviceProof: tokens.deviceProof })
  if (next.status !== 'signed-in') throw new Error(next.status)
  return next.tokens
}

/** Watches notices; answers once the first value came, and how it ended. */
async function watched(client: MasClient): Promise<{ readonly end: Promise<string> }> {
  const ended = Promise.withResolvers<string>()
  await new Promise<void>((begun) => {
    client.notifications.watchNotices.subscribe(
      {},
      { onData: () => begun(), onError: (thrown) => (begun(), ended.resolve(errorOf(thrown)?.code ?? 'not ours')) },
    )
  })
  return { end: ended.promise }
}

test('a session ended through one process is over on the other: its list, its next call, its refresh and its open stream', async () => {
  const person = await registered()
  const other = await again(person, 1)
  const [here, there] = [clientOf(0, person.tokens.accessToken), clientOf(1, other.accessToken)]
  const { items } = await here.identity.listSessions.query({})
  const target = items.find(({ current }) => !current)
  expect(items.map(({ current }) => current).toSorted()).toEqual([false, true])
  const { end } = await watched(there)
  await here.identity.endSession.mutate({ sessionId: target?.id ?? '' })
  expect(await end).toBe('request.unauthenticated')
  expect(await codeOf(there.identity.getMe.query({}))).toBe('identity.session-ended')
  const given = { refreshToken: other.refreshToken ?? '', deviceProof: other.deviceProof ?? person.tokens.deviceProof }
  expect(await codeOf(there.identity.refresh.mutate(given))).toBe('identity.session-ended')
  expect((await here.identity.listSessions.query({})).items).toHaveLength(1)
  expect(await codeOf(here.identity.endSession.mutate({ sessionId: target?.id ?? '' }))).toBe('identity.session-not-found')
})

test('nobody ends the session of somebody else, and all others of one go at once', async () => {
  const [person, stranger] = [await registered(), await registered()]
  const others = [await again(person, 0), await again(person, 1), await again(person, 1)]
  const client = clientOf(0, person.tokens.accessToken)
  const { items } = await client.identity.listSessions.query({})
  expect(await codeOf(clientOf(1, stranger.tokens.accessToken).identity.endSession.mutate({ sessionId: items[0]?.id ?? '' }))).toBe(
    'identity.session-not-found',
  )
  expect(await client.identity.endOtherSessions.mutate({})).toEqual({ ended: 3 })
  for (const [n, { accessToken }] of others.entries())
    expect(await codeOf(clientOf(n % 2, accessToken).identity.getMe.query({}))).toBe('identity.session-ended')
  expect((await client.identity.getMe.query({})).email).toBe(person.email)
})

test('a browser opens a stream with a ticket: no access token in the address, each ticket once, and it ends with its session', async () => {
  const person = await registered()
  const addresses: string[] = []
  const native: unknown = Reflect.get(globalThis, 'EventSource')
  /** Stands for a browser's own class: it can send no headers. */
  const plain = class extends EventSource {
    constructor(url: string | URL) {
      super(url)
      addresses.push(String(url))
    }
  }
  Reflect.set(globalThis, 'EventSource', plain)
  try {
    const browser = createClient({ url: urlOf(1), accessToken: () => person.tokens.accessToken, platform: 'mr-mentor' })
    const streams = [await watched(browser), await watched(browser)]
    expect(addresses).toHaveLength(2)
    for (const address of addresses) expect(decodeURIComponent(address)).not.toContain(person.tokens.accessToken)
    const spent = await fetch(addresses[0] ?? '', { headers: { accept: 'text/event-stream' } })
    expect(await spent.text()).toContain('identity.ticket-invalid')
    await clientOf(0, person.tokens.accessToken).identity.signOut.mutate({})
    expect(await Promise.all(streams.map(({ end }) => end))).toEqual(['request.unauthenticated', 'request.unauthenticated'])
  } finally {
    Reflect.set(globalThis, 'EventSource', native)
  }
})

test('an access token in the address of a stream is refused, whoever sends it', async () => {
  const { tokens } = await registered()
  const params = encodeURIComponent(JSON.stringify({ authorization: `Bearer ${tokens.accessToken}` }))
  const answer = await fetch(`${urlOf(0)}/trpc/notifications.watchNotices?connectionParams=${params}&input=%7B%22json%22%3A%7B%7D%7D`, {
    headers: { accept: 'text/event-stream' },
  })
  expect(await answer.text()).toContain('request.invalid')
})
