import { signUp, forgotPassword, refresh, resolveAccess, resendCode, signIn, verifyEmail } from '@mas/domain/identity'
import { rows, sql } from '@mas/db'
import { newId, toAppError } from '@mas/kernel'
import type { Runtime } from '@mas/platform'
import { printFigures, sideBySide, type Figure } from '../measure/side-by-side.ts'
import { visitor } from './open.ts'

const password = 'violet tram over quiet hills'

/** A person who is signed in; the code is read where the mail would have taken it from. */
export async function signedIn(runtime: Runtime) {
  const email = `${newId()}@example.in`
  const { challengeId } = await signUp(visitor(runtime), { fullName: 'Asha Rao', email, password })
  const [row] = await rows<{ sealed: Uint8Array }>(
    runtime.driver.db,
    sql`select sealed_code as sealed from identity.challenges where id = ${challengeId}::uuid`,
  )
  const code = runtime.infra.keys.open('identity.code', row?.sealed ?? new Uint8Array(), challengeId) ?? ''
  return { email, tokens: await verifyEmail(visitor(runtime), { challengeId, code }) }
}

/** Rotations a second against a transaction of one update and one insert, both by sixteen callers. */
export async function refreshRate(runtime: Runtime, seconds: number, rounds: number): Promise<Figure[]> {
  const { driver } = runtime
  await rows(driver.db, sql`create schema if not exists bench`)
  await rows(driver.db, sql`create table if not exists bench.bare (id uuid primary key, n int not null)`)
  await rows(driver.db, sql`create table if not exists bench.bare_log (id uuid primary key, of uuid not null, n int not null)`)
  const ids = Array.from({ length: 16 }, () => newId())
  for (const id of ids) await rows(driver.db, sql`insert into bench.bare values (${id}::uuid, 0)`)
  const jars = []
  for (let n = 0; n < 16; n++) jars.push((await signedIn(runtime)).tokens)
  const free = {
    bare: [...ids],
    ours: jars.map((tokens) => ({ refreshToken: tokens.refreshToken ?? '', deviceProof: tokens.deviceProof })),
  }
  const bare = async () => {
    const id = free.bare.pop() ?? newId()
    await driver.transaction(async (tx) => {
      await rows(tx, sql`update bench.bare set n = n + 1 where id = ${id}::uuid`)
      await rows(tx, sql`insert into bench.bare_log values (${newId()}::uuid, ${id}::uuid, 1)`)
    })
    free.bare.push(id)
  }
  const ours = async () => {
    const jar = free.ours.pop()
    if (jar === undefined) throw new Error('more callers than sessions')
    const next = await refresh(visitor(runtime), jar)
    free.ours.push({ ...jar, refreshToken: next.refreshToken ?? '' })
  }
  const figures = await sideBySide(
    [
      { name: 'bare update and insert', once: bare },
      { name: 'refresh', once: ours },
    ],
    { seconds, rounds, callers: 16 },
  )
  printFigures('refresh', figures)
  return figures
}

/** Tabs of one browser: one jar, a fifth of all replies lost. Answers how many were logged out, which must be none. */
export async function fleet(runtime: Runtime, tabs: number, refreshes: number): Promise<Record<string, number>> {
  const { tokens } = await signedIn(runtime)
  const deviceProof = tokens.deviceProof
  let [jar, accessToken] = [tokens.refreshToken ?? '', tokens.accessToken]
  const first = jar
  let loggedOut = 0
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: tabs }, async (_, tab) => {
      for (let n = 0; n < refreshes; n++) {
        try {
          const next = await refresh(visitor(runtime), { refreshToken: jar, deviceProof })
          if (Math.random() < 0.2) continue
          ;[jar, accessToken] = [next.refreshToken ?? '', next.accessToken]
          if (n % 50 === tab % 50) await resolveAccess(visitor(runtime), accessToken)
        } catch (thrown) {
          loggedOut += 1
          console.log(`tab ${tab}, refresh ${n}: ${toAppError(thrown).code}`)
          return
        }
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  const [row] = await rows<{ current: number }>(
    runtime.driver.db,
    sql`select count(*)::int as current from identity.refresh_tokens t join identity.sessions s on s.id = t.session_id
        where s.ended_at is null and t.rotated_at is null and t.voided_at is null and s.user_id = (select user_id from identity.sessions where id = (select session_id from identity.refresh_tokens where token_hash = sha256(${first}::bytea)))`,
  )
  const jarGood = await refresh(visitor(runtime), { refreshToken: jar, deviceProof }).then(
    () => 1,
    () => 0,
  )
  return { tabs, refreshes, loggedOut, currentTokens: row?.current ?? 0, jarGood, perSecond: Math.round((tabs * refreshes) / seconds) }
}

/** Medians in milliseconds of tries that must look alike from outside. */
export async function uniform(runtime: Runtime, tries: number): Promise<Record<string, { known: number; unknown: number; ratio: number }>> {
  const known = await Promise.all(Array.from({ length: 20 }, () => signedIn(runtime)))
  const result: Record<string, { known: number; unknown: number; ratio: number }> = {}
  const emailOf = (n: number, isKnown: boolean) => (isKnown ? (known[n % known.length]?.email ?? '') : `${newId()}@example.in`)
  const quiet = async (work: Promise<unknown>) => void (await work.catch(() => undefined))
  const clear = () => rows(runtime.driver.db, sql`delete from identity.throttles`)
  const verbs: Record<string, (email: string) => Promise<void>> = {
    'sign-in, wrong password': (email) => quiet(signIn(visitor(runtime), { email, password: 'not the password of anybody' })),
    'forgot password': (email) => quiet(forgotPassword(visitor(runtime), { email })),
    'sign-up': (email) => quiet(signUp(visitor(runtime), { fullName: 'Asha Rao', email, password })),
  }
  for (const [name, once] of Object.entries(verbs)) {
    const times: Times = { known: [], unknown: [] }
    for (let n = -10; n < tries; n++) {
      await clear()
      for (const side of n % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)) {
        const email = emailOf(Math.abs(n), side === 'known')
        const startedAt = performance.now()
        await once(email)
        if (n >= 0) times[side].push(performance.now() - startedAt)
      }
    }
    result[name] = ratioOf(times)
  }
  const times: Times = { known: [], unknown: [] }
  for (let n = -10; n < tries; n++) {
    await clear()
    for (const side of n % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)) {
      const { challengeId } = await forgotPassword(visitor(runtime), { email: emailOf(Math.abs(n), side === 'known') })
      await rows(
        runtime.driver.db,
        sql`update identity.challenges set last_sent_at = now() - interval '2 minutes' where id = ${challengeId}::uuid`,
      )
      const startedAt = performance.now()
      await quiet(resendCode(visitor(runtime), { challengeId }))
      if (n >= 0) times[side].push(performance.now() - startedAt)
    }
  }
  result['resend code'] = ratioOf(times)
  return result
}

interface Times {
  readonly known: number[]
  readonly unknown: number[]
}
function ratioOf({ known, unknown }: Times) {
  const [k, u] = [median(known), median(unknown)]
  return { known: k, unknown: u, ratio: Math.max(k, u) / Math.min(k, u) }
}
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
