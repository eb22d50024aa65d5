/**
 * The ledger beside bare SQL on the same server, in one run: pairs of hold and capture, one hot account, one account of
 * the system, lots, and balances of a year ago.
 */
import { rows, sql } from '@mas/db'
import { addDays, atTime, dayIn, fixedClock, inTx, silentLog, system, type Ctx, type TxCtx } from '@mas/kernel'
import { ledger, ledgerHandlers, reconcileUnits } from '@mas/domain/ledger'
import { openRuntime } from '@mas/platform'
import { withOwnDatabase } from './measure/own-database.ts'
import { finish, type Figure } from './measure/finish.ts'
import { compare, rateOf } from './measure/rate.ts'
import { sized } from './measure/scale.ts'
import { serverUrl } from './measure/server.ts'

const seconds = sized({ quick: 0.4, standard: 1, full: 2 })
const rounds = sized({ quick: 1, standard: 3 })
const lanes = 32
const accounts = sized({ quick: 100, standard: 1_000 })

const books = ledger.for('bench')
const token = books.unit({ code: 'BENCH_TOKEN', scale: 0 })
const point = books.unit({ code: 'BENCH_POINT', scale: 0 })
const later = new Date('2099-01-01T00:00Z')

await withOwnDatabase(serverUrl(), async (databaseUrl) => {
  const runtime = await openRuntime({
    databaseUrl,
    process: 'tool',
    poolSize: lanes + 2,
    log: silentLog,
    ports: noPorts(),
    secret: Buffer.alloc(32, 7).toString('base64'),
    publicUrl: 'http://localhost',
  })
  try {
    const ctx = runtime.ctx(system('bench'), { requestId: 'bench' })
    const run = <T>(work: (t: TxCtx) => Promise<T>) => inTx(ctx, work)
    await reconcileUnits(ctx)
    const world = await buildWorld(ctx)

    const bare = (n: number) =>
      run(async ({ tx }) => {
        await rows(tx, sql`update bench_balance set balance = balance + 1 where id = ${n % accounts}`)
        await rows(tx, sql`insert into bench_entry (account, amount) values (${n % accounts}, 1)`)
        await rows(tx, sql`insert into bench_entry (account, amount) values (${n % accounts}, -1)`)
      })
    const bareHot = () => run(({ tx }) => rows(tx, sql`update bench_balance set balance = balance + 1 where id = 0`))
    const pair = async (account: string) => {
      const id = crypto.randomUUID()
      await run((t) => books.hold(t, { id, account, qty: 1, purpose: 'bench', expiresAt: later }))
      await run((t) => books.capture(t, { holdId: id, to: world.redeemed }))
    }
    const of = <T>(list: readonly T[], n: number): T => list[n % list.length] ?? impossible()
    const spread = async (n: number) => {
      const sources = world.sources.slice(0, n)
      return rateOf(lanes, seconds, (i) =>
        run((t) =>
          books.post(t, {
            key: crypto.randomUUID(),
            kind: 'bench.post',
            lines: [
              { account: of(sources, i), amount: -1 },
              { account: of(world.plain, i), amount: 1 },
            ],
          }),
        ),
      )
    }

    const write = await compare(rounds, {
      bare: () => rateOf(lanes, seconds, bare),
      pairs: () => rateOf(lanes, seconds, (n) => pair(of(world.wallets, n))),
      bareHot: () => rateOf(lanes, seconds, bareHot),
      hotPairs: () => rateOf(lanes, seconds, () => pair(world.hot)),
      oneSystemAccount: () => spread(1),
      thousandSystemAccounts: () => spread(accounts),
    })
    const read = await compare(rounds, {
      spendable5: () => rateOf(4, seconds / 2, () => books.spendable(ctx, world.fewLots)),
      spendable500: () => rateOf(4, seconds / 2, () => books.spendable(ctx, world.manyLots)),
      balanceNow: () => rateOf(4, seconds / 2, () => books.balanceAt(ctx, world.old, new Date())),
      balanceYearBack: () => rateOf(4, seconds / 2, () => books.balanceAt(ctx, world.old, new Date(Date.now() - 365 * 86_400_000))),
    })
    const broken = await books.violations(ctx)
    if (broken.length > 0) throw new Error(`the run broke the ledger: ${JSON.stringify(broken[0])}`)
    await report(write, read)
  } finally {
    await runtime.close()
  }
})

async function buildWorld(ctx: Ctx) {
  await rows(ctx.db, sql`create table bench_balance (id int primary key, balance bigint not null)`)
  await rows(
    ctx.db,
    sql`create table bench_entry (id bigint generated always as identity primary key, account int not null references bench_balance, amount bigint not null)`,
  )
  await rows(ctx.db, sql`insert into bench_balance select n, 0 from generate_series(0, ${accounts - 1}) n`)
  const [issuance, redeemed] = await inTx(
    ctx,
    async (t) =>
      [
        await books.systemAccount(t, { unit: token, name: 'issuance' }),
        await books.systemAccount(t, { unit: token, name: 'redeemed' }),
      ] as const,
  )
  const wallet = (id: string, lots: number) =>
    inTx(ctx, async (t) => {
      const account = await books.openAccount(t, {
        unit: token,
        owner: { kind: 'bench', id },
        name: 'wallet',
        mode: 'running',
        floor: 'zero',
        lots: true,
      })
      for (let n = 0; n < lots; n++)
        await books.addLot(t, {
          account,
          source: 'bench',
          sourceRef: `${n}`,
          qty: 1_000_000,
          rank: 0,
          expiresAt: new Date(later.getTime() + n),
          from: issuance,
        })
      return account
    })
  const old = await yearOfPostings(ctx)
  const ids = Array.from({ length: accounts }, (_, n) => `${n}`)
  const wallets = await Promise.all(ids.map((id) => wallet(id, 3)))
  const plain = await Promise.all(
    ids.map((id) =>
      inTx(ctx, (t) => books.openAccount(t, { unit: point, owner: { kind: 'bench', id }, name: 'points', mode: 'running', floor: 'zero' })),
    ),
  )
  const sources = await Promise.all(ids.map((id) => inTx(ctx, (t) => books.systemAccount(t, { unit: point, name: `issuance:${id}` }))))
  return {
    old,
    redeemed,
    wallets,
    plain,
    sources,
    hot: await wallet('hot', 3),
    fewLots: await wallet('few', 5),
    manyLots: await wallet('many', 500),
  }
}

/** An account that moved three times a day for more than a year, each day closed by the job that does so. */
async function yearOfPostings(ctx: Ctx): Promise<string> {
  const close = ledgerHandlers.find(({ job }) => job.name === 'ledger.snapshot') ?? impossible()
  const [from, account] = await inTx(
    ctx,
    async (t) =>
      [
        await books.systemAccount(t, { unit: point, name: 'issuance:year' }),
        await books.openAccount(t, { unit: point, owner: { kind: 'bench', id: 'year' }, name: 'points', mode: 'running', floor: 'zero' }),
      ] as const,
  )
  const today = dayIn(new Date())
  for (let back = 380; back > 0; back--) {
    const day = addDays(today, -back)
    for (const hour of ['09', '14', '19'])
      await inTx({ ...ctx, clock: fixedClock(atTime(day, `${hour}:00`)) }, (t) =>
        books.post(t, {
          key: `year:${day}:${hour}`,
          kind: 'bench.post',
          lines: [
            { account: from, amount: -1 },
            { account, amount: 1 },
          ],
        }),
      )
    await close.handle({ ...ctx, clock: fixedClock(atTime(addDays(day, 1), '00:10')) }, { day }, { id: day, number: 1, last: true })
  }
  return account
}

async function report(write: Record<string, number>, read: Record<string, number>): Promise<void> {
  const ratio = (a: number | undefined, b: number | undefined) => (a ?? Number.NaN) / (b ?? Number.NaN)
  const perSecond = (rate: number | undefined) => `${rate?.toFixed(0)}/s`
  const figures: Figure[] = [
    {
      what: 'hold + capture pairs / bare update + 2 inserts',
      ours: perSecond(write['pairs']),
      reference: perSecond(write['bare']),
      value: ratio(write['pairs'], write['bare']),
      bar: '>= 0.25',
    },
    {
      what: 'one hot account: holds and captures / bare row update',
      ours: perSecond(2 * (write['hotPairs'] ?? 0)),
      reference: perSecond(write['bareHot']),
      value: 2 * ratio(write['hotPairs'], write['bareHot']),
      bar: '>= 0.6',
    },
    {
      what: 'one system account / 1,000 of them',
      ours: perSecond(write['oneSystemAccount']),
      reference: perSecond(write['thousandSystemAccounts']),
      value: ratio(write['oneSystemAccount'], write['thousandSystemAccounts']),
      bar: '>= 0.9',
    },
    {
      what: 'spendable: time with 500 lots / with 5',
      ours: perSecond(read['spendable500']),
      reference: perSecond(read['spendable5']),
      value: ratio(read['spendable5'], read['spendable500']),
      bar: '<= 1.5',
    },
    {
      what: 'balanceAt: time a year back / now',
      ours: perSecond(read['balanceYearBack']),
      reference: perSecond(read['balanceNow']),
      value: ratio(read['balanceNow'], read['balanceYearBack']),
      bar: '<= 3',
    },
  ]
  await finish({
    sizes: { lanes, accounts, seconds, rounds },
    figures,
    verified: ['the ledger names no violation of its own equations after the run'],
    detail: { write, read },
  })
}

/** The ledger calls nobody outside. */
function noPorts(): never {
  return {} as never
}

function impossible(): never {
  throw new Error('an empty list')
}
