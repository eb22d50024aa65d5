import { rows, sql } from '@mas/db'
import { AppError, fixedClock, inTx, isRetryable, system, type TxCtx } from '@mas/kernel'
import { expect, test } from 'bun:test'
import { seeded } from './fixtures/random-program.ts'
import { books, point, useBooks } from './fixtures/test-books.ts'
import { freezeAccount, unfreezeAccount } from './index.ts'

/**
 * Everything at once over one wallet and one plain account: holds, ends, refunds, grants, extensions, sweeps, reversals and
 * freezes, by clocks hours apart, with connections cut and keys used twice with other bodies. No model: who wins is chance.
 * What must hold is that the books add up and that each answer given stays the answer. `LEDGER_ATTACK_OPERATIONS=20000` runs long.
 */
const operations = Number(Bun.env['LEDGER_ATTACK_OPERATIONS'] ?? 240)
const seed = Number(Bun.env['LEDGER_ATTACK_SEED'] ?? crypto.getRandomValues(new Uint32Array(1))[0])
const lanes = 12
const { harness, ctx, openWallet, openPlain, openSystem } = useBooks({ poolSize: lanes + 2 })
const hourMs = 3_600_000
const start = Date.parse('2026-11-23T04:30:00Z')

interface Given {
  readonly name: string
  readonly act: (t: TxCtx) => Promise<object>
  /** The same key with another body; of an end there is none, a hold that is closed says so. */
  readonly bent: ((t: TxCtx) => Promise<object>) | undefined
  readonly answer: object
}

test(`${operations} operations of every kind at once, freezes among them, by clocks hours apart and with cut connections, keep the books and every answer (seed ${seed})`, async () => {
  const random = seeded(seed)
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const id = () => crypto.randomUUID()
  const [wallet, account, other] = [await openWallet('attack'), await openPlain('attack'), await openPlain('attack-other')]
  const [issuance, redeemed, expired, revoked] = [
    await openSystem('issuance'),
    await openSystem('redeemed'),
    await openSystem('expired'),
    await openSystem('revoked'),
  ]
  const bank = await openSystem('bank', point)
  const paid = new Map<string, string>()
  const [lots, ends, moves]: [string[], string[], string[]] = [[], [], []]
  const given: Given[] = []
  const refused = new Map<string, number>()
  let done = 0
  let ended = false

  await Promise.all([
    ...Array.from({ length: lanes }, async () => {
      while (done++ < operations) await step()
    }).map((lane) => lane.finally(() => (ended = done >= operations))),
    cutting(),
  ])

  for (const { name, act, bent, answer } of given) {
    expect({ name, seed, again: plain(await insist(name, act, 0)) }).toEqual({ name, seed, again: plain(answer) })
    if (bent !== undefined)
      expect({ name, seed, bent: await insist(name, bent, 0) }).toEqual({ name, seed, bent: { refused: 'ledger.idempotency-mismatch' } })
  }
  expect(given.length).toBeGreaterThan(operations / 8)
  expect({ seed, found: (await books.violations(ctx())).filter(({ equation }) => equation !== 'overdue-hold') }).toEqual({
    seed,
    found: [],
  })

  async function step(): Promise<void> {
    const dice = random()
    const offset = between(-3, 3) * hourMs
    if (dice < 0.04) {
      const concerned = pick([wallet, account]) ?? wallet
      await settle('freeze', () => freezeAccount(ctx(system('test')), { accountId: concerned, reason: 'attack' }))
      await settle('unfreeze', () => unfreezeAccount(ctx(system('test')), { accountId: concerned, reason: 'attack' }))
      return
    }
    if (dice < 0.08) {
      await insist('expire', (t) => books.expireLots(t, { account: wallet, now: t.clock.now(), to: expired }), offset)
      return
    }
    const made =
      dice < 0.2 ? grant() : dice < 0.45 ? hold() : dice < 0.65 ? end() : dice < 0.75 ? refund() : dice < 0.82 ? extendOrRevoke() : move()
    if (made === undefined) return
    // Twice at once: the second is a repeat, and both are told the same.
    const answers = await Promise.all(Array.from({ length: random() < 0.3 ? 2 : 1 }, () => insist(made.name, made.act, offset)))
    const told = answers.filter((answer) => !('refused' in answer))
    for (const answer of told)
      expect({ seed, name: made.name, answer: plain(answer) }).toEqual({ seed, name: made.name, answer: plain(told[0] ?? {}) })
    if (told[0] !== undefined) given.push({ ...made, answer: told[0] })
  }

  function grant() {
    const [sourceRef, qty, rank] = [id(), between(1, 9), between(0, 4)]
    const expiresAt = new Date(start + between(4, 60) * hourMs)
    const act = (more: number) => async (t: TxCtx) => {
      const answer = await books.addLot(t, {
        account: wallet,
        source: 'grant',
        sourceRef,
        qty: qty + more,
        rank,
        from: issuance,
        expiresAt,
      })
      lots.push(answer.lotId)
      return answer
    }
    return { name: 'grant', act: act(0), bent: act(1) }
  }
  function hold() {
    const [holdId, of, qty, expiresAt] = [
      id(),
      pick([wallet, wallet, account]) ?? wallet,
      between(1, 5),
      new Date(start + 90 * 24 * hourMs),
    ]
    paid.set(holdId, of === wallet ? redeemed : (pick([bank, other]) ?? bank))
    const act = (more: number) => (t: TxCtx) => books.hold(t, { id: holdId, account: of, qty: qty + more, purpose: 'attack', expiresAt })
    return { name: 'hold', act: act(0), bent: act(1) }
  }
  function end() {
    const holdId = pick([...paid.keys()].slice(-20))
    if (holdId === undefined) return undefined
    const [to, part, releases] = [paid.get(holdId) ?? bank, random() < 0.5, random() < 0.3]
    const act = async (t: TxCtx) => {
      const answer = releases
        ? await books.release(t, { holdId, reason: 'attack' })
        : await books.capture(t, { holdId, to, ...(part && { qty: 1 }) })
      ends.push(holdId)
      return answer
    }
    return { name: 'end', act, bent: undefined }
  }
  function refund() {
    const holdId = pick(ends.slice(-20))
    if (holdId === undefined) return undefined
    const [key, from, graceExpiresAt] = [id(), paid.get(holdId) ?? bank, new Date(start + 40 * 24 * hourMs)]
    if (from === other) return undefined
    const act = (qty: number) => (t: TxCtx) => books.refundCapture(t, { key, holdId, qty, graceExpiresAt, from })
    return { name: 'refund', act: act(1), bent: act(2) }
  }
  function extendOrRevoke() {
    const lotId = pick(lots.slice(-20))
    if (lotId === undefined) return undefined
    const key = id()
    if (random() < 0.5) {
      const act = (hours: number) => (t: TxCtx) => books.extendLot(t, { key, lotId, expiresAt: new Date(start + hours * hourMs) })
      const hours = between(20, 100)
      return { name: 'extend', act: act(hours), bent: act(hours + 1) }
    }
    const act = (qty: number) => (t: TxCtx) => books.revoke(t, { key, lotId, qty, to: revoked })
    return { name: 'revoke', act: act(2), bent: act(3) }
  }
  function move() {
    const key = id()
    const of = random() < 0.3 ? pick(moves.slice(-10)) : undefined
    if (of !== undefined) {
      const act = (reason: string) => (t: TxCtx) => books.reverse(t, { key, transactionId: of, reason })
      return { name: 'reverse', act: act('attack'), bent: act('another') }
    }
    // Both directions between two running accounts at once: lock order is what keeps them apart.
    const [from, to] = pick([
      [bank, account],
      [account, other],
      [other, account],
      [bank, other],
    ] as const) ?? [bank, account]
    const amount = random() < 0.05 ? Number.MAX_SAFE_INTEGER : between(1, 20)
    const act = (less: number) => async (t: TxCtx) => {
      const lines = [
        { account: from, amount: less - amount },
        { account: to, amount: amount - less },
      ]
      const answer = await books.post(t, { key, kind: 'test.attack', lines })
      moves.push(answer.transactionId)
      return answer
    }
    return { name: 'post', act: act(0), bent: act(amount > 1 ? 1 : -1) }
  }

  async function insist(name: string, act: (t: TxCtx) => Promise<object>, offset: number): Promise<object> {
    return settle(name, () => inTx({ ...ctx(), clock: fixedClock(new Date(start + offset + between(0, 1_000))) }, act))
  }
  /** A lost connection leaves in doubt whether it happened, so it is asked again. */
  async function settle(name: string, act: () => Promise<object>): Promise<object> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await act()
      } catch (thrown) {
        if (attempt < 50 && isRetryable(thrown)) continue
        if (!(thrown instanceof AppError) || !thrown.code.startsWith('ledger.')) throw new Error(`${name}, seed ${seed}`, { cause: thrown })
        refused.set(thrown.code, (refused.get(thrown.code) ?? 0) + 1)
        return { refused: thrown.code }
      }
    }
  }
  async function cutting(): Promise<void> {
    while (!ended)
      await rows(
        harness.runtime.driver.db,
        sql`select pg_terminate_backend(pid), pg_sleep(0.05) from (select pid from pg_stat_activity where datname = current_database() and application_name = 'mas-test' and state <> 'idle' and pid <> pg_backend_pid() limit 1) victim`,
      ).catch(() => undefined)
  }
}, 3_600_000)

/** Whether it was a repeat is no part of what was done. */
function plain(answer: object): object {
  const { replayed: _, ...rest } = { replayed: false, ...answer }
  return rest
}
