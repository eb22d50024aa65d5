import { createHmac } from 'node:crypto'
import type { Role } from '@mas/contracts/access'
import { rows, sql } from '@mas/db'
import { newId, silentLog, type Ports } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { afterAll, beforeAll } from 'bun:test'
import { z } from 'zod'
import { testApp } from '../edge-fixture.ts'
import { openLiveHub, type LiveHub } from '../realtime/live-hub.ts'
import { serveOnBun, type Server } from '../serve-bun.ts'
import { resolveActor } from './resolve-actor.ts'

export const password = 'violet tram over quiet hills'
export const ourOrigin = 'https://app.example.in'
const off = { outcome: 'refused', reason: 'off', retry: 'never' } as const
const Wire = z.looseObject({ result: z.looseObject({ data: z.looseObject({ json: z.record(z.string(), z.unknown()) }) }).optional() })

export interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly json: Record<string, unknown>
  readonly cookies: readonly string[]
  readonly headers: Headers
}
interface How {
  /** Which of the two processes. */
  readonly edge?: number
  readonly token?: string
  readonly cookie?: string
  readonly ip?: string
  readonly headers?: Readonly<Record<string, string>>
}
export const textOf = (value: unknown) => (typeof value === 'string' ? value : 'absent')

/** Two API processes on one database behind a proxy of ours: nothing but Postgres connects them. Everybody calls over HTTP. */
export function twoEdges(more: Partial<Ports> = {}) {
  const mails: { to: string; kind: string; secret?: string }[] = []
  const ports: Partial<Ports> = {
    identityMail: {
      deliver: ({ to, kind, secret }) => {
        mails.push({ to, kind, ...(secret !== undefined && { secret }) })
        return Promise.resolve({ outcome: 'ok', value: { accepted: true } })
      },
    },
    humanCheck: { mode: 'off', check: () => Promise.resolve(off) },
    breachedPasswords: { mode: 'off', timesSeen: () => Promise.resolve(off) },
    ...more,
  }
  const harness = useHarness({ ports, poolSize: 16 })
  const edges: { readonly hub: LiveHub; readonly server: Server }[] = []
  beforeAll(async () => {
    for (let n = 0; n < 2; n++) {
      const hub = await openLiveHub(harness.runtime.driver, silentLog)
      edges.push({ hub, server: serveOnBun(testApp(harness, { live: hub, resolveActor, trustedProxies: 1 }), 0) })
    }
  })
  afterAll(() => Promise.all(edges.flatMap(({ hub, server }) => [hub.close(), server.stop(0)])))
  const urlOf = (edge = 0) => edges[edge]?.server.url ?? ''

  let callers = 0
  const headersOf = ({ token, cookie, ip = `100.64.${(callers >> 8) & 255}.${++callers & 255}`, headers }: How) => ({
    'content-type': 'application/json',
    'x-forwarded-for': ip,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(cookie !== undefined && { cookie }),
    ...headers,
  })
  const answered = async (answer: Response, jsonOf: (told: unknown) => Record<string, unknown>): Promise<Answer> => {
    const text = await answer.text()
    const code = /"code":"([a-z]+\.[\w-]+)"/.exec(text)?.[1]
    const cookies = answer.headers.getSetCookie().map((one) => one.split(';')[0] ?? '')
    return { status: answer.status, code, json: jsonOf(text === '' ? {} : JSON.parse(text)), cookies, headers: answer.headers }
  }
  /** A call as any client sends it; queries by GET. */
  const call = async (verb: string, input: unknown, how: How = {}): Promise<Answer> => {
    const isRead = /^(?:get|list|explain)/.test(verb)
    const body = JSON.stringify({ json: input })
    const path = `${urlOf(how.edge)}/trpc/identity.${verb}`
    const answer = await fetch(isRead ? `${path}?input=${encodeURIComponent(body)}` : path, {
      headers: headersOf(how),
      ...(!isRead && { method: 'POST', body }),
    })
    return answered(answer, (told) => Wire.parse(told).result?.data.json ?? {})
  }
  /** The same in cookie mode, from a page of ours unless the headers say otherwise. */
  const cookieCall = async (path: string, input: unknown, how: How = {}): Promise<Answer> => {
    const headers = { origin: ourOrigin, ...how.headers }
    const answer = await fetch(`${urlOf(how.edge)}/auth/${path}`, {
      method: 'POST',
      headers: headersOf({ ...how, headers }),
      body: JSON.stringify(input),
    })
    return answered(answer, (told) => z.record(z.string(), z.unknown()).parse(told))
  }

  const codeTo = async (email: string): Promise<string> => {
    await harness.drain()
    return mails.findLast(({ to, secret }) => to === email && secret !== undefined)?.secret ?? 'no code'
  }
  const registered = async (role: Role = 'USER') => {
    const email = `${newId()}@example.in`
    const { json } = await call('signUp', { fullName: 'Asha Rao', email, password })
    const done = await call('verifyEmail', { challengeId: json['challengeId'], code: await codeTo(email) })
    const { accessToken, deviceProof, refreshToken } = done.json
    if (role !== 'USER') await rows(harness.runtime.driver.db, sql`update identity.users set role = ${role} where email = ${email}`)
    const token = textOf(accessToken)
    const userId = textOf((await call('getMe', {}, { token })).json['id'])
    return { email, userId, token, deviceProof: textOf(deviceProof), refreshToken: textOf(refreshToken) }
  }
  /** An authenticator app, enrolled. */
  const enrolled = async (token: string) => {
    const uri = textOf((await call('startTotp', {}, { token })).json['uri'])
    const codeNow = (stepsAgo = 0) => totpOf(uri, harness.clock.now().getTime() - stepsAgo * 30_000)
    const confirmed = await call('confirmTotp', { totp: codeNow() }, { token })
    const recoveryCodes = z.array(z.string()).parse(confirmed.json['recoveryCodes'])
    return { codeNow, recoveryCodes, token: textOf(confirmed.json['accessToken']) }
  }
  return { harness, mails, urlOf, call, cookieCall, codeTo, registered, enrolled }
}

/** RFC 6238, as an app does it. */
function totpOf(uri: string, nowMs: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  const bits = Array.from(secret, (letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)))
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const mac = createHmac('sha1', key).update(counter).digest()
  return ((mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7f_ff_ff_ff) % 1_000_000).toString().padStart(6, '0')
}
