/** P2: holds and captures through the ledger, many wallets and one, against pgbench's TPC-B on the same server with as many clients. */
import { ledger, reconcileUnits } from '@mas/domain/ledger'
import { inTx, newId, silentLog, system, type Ctx, type TxCtx } from '@mas/kernel'
import { rows, sql } from '@mas/db'
import { openRuntime } from '@mas/platform'
import { cloneDatabase } from '@mas/testing/template'
import { unwiredPorts } from '@mas/testing/unwired-ports'
import { finish } from './measure/finish.ts'
import { compare, rateOf } from './measure/rate.ts'
import { sized } from './measure/scale.ts'
import { openTpcB } from './p2/pgbench.ts'

const clients = 16
const seconds = sized({ quick: 1, standard: 3, full: 10 })
const rounds = sized({ quick: 1, standard: 3, full: 5 })
const wallets = sized({ quick: 200, standard: 1_000 })
/** As many branches as clients, as pgbench's manual asks. */
const tpcScale = sized({ quick: 2, standard: clients })
const granted = 1_000_000
const later = new Date('2099-01-01T00:00Z')
const books = ledger.for('bench')
const token = books.unit({ code: 'BENCH_TOKEN', scale: 0 })

const [database, reference] = [await cloneDatabase(), await cloneDatabase()]
const tpcB = await openTpcB(reference.url, tpcScale)
const runtime = await openRuntime({
  databaseUrl: database.url,
  process: 'tool',
  poolSize: clients + 2,
  log: silentLog,
  ports: unwiredPorts({}),
  secret: Buffer.alloc(32, 7).toString('base64'),
  publicUrl: 'http://localhost',
})
const ctx = runtime.ctx(system('bench'), { requestId: 'bench' })
const run = <T>(work: (t: TxCtx) => Promise<T>) => inTx(ctx, work)
await reconcileUnits(ctx)
const [issuance, redeemed] = await run(
  async (t) =>
    [
      await books.systemAccount(t, { unit: token, name: 'issuance' }),
      await books.systemAccount(t, { unit: token, name: 'redeemed' }),
    ] as const,
)
const many = await Promise.all(Array.from({ length: wallets }, (_, n) => open(ctx, `${n}`)))
const one = await open(ctx, 'one')
/** What was acknowledged, wallet by wallet. */
const captured = new Map<string, number>()

const measured = await compare(rounds, {
  tpcB: () => tpcB.run(clients, seconds),
  many: () => movements((n) => many[n % many.length] ?? one),
  one: () => movements(() => one),
})
const acknowledged = [...captured.values()].reduce((sum, n) => sum + n, 0)
await verify(acknowledged)
await runtime.close()
await tpcB.close()
await Promise.all([database.drop(), reference.drop()])
const perSecond = (rate = Number.NaN) => `${rate.toFixed(0)}/s`
const { tpcB: bare = Number.NaN, many: spread = Number.NaN, one: hot = Number.NaN } = measured
await finish({
  sizes: { clients, seconds, rounds, wallets, tpcScale },
  figures: [
    {
      what: `holds and captures, ${wallets} wallets / ${tpcB.name}`,
      ours: perSecond(spread),
      reference: perSecond(bare),
      value: spread / bare,
      bar: '>= 0.4',
    },
    {
      what: 'holds and captures lost or doubled, or refused by a deadlock, one wallet',
      ours: `0 at ${perSecond(hot)}`,
      reference: '',
      value: 0,
      bar: '<= 0',
    },
  ],
  verified: [
    `${acknowledged} pairs were acknowledged, and each wallet's balance, its captured holds and the redeemed total say exactly that`,
    'the ledger names no violation of its own equations, nothing is left held, the server counted no deadlock',
    'pgbench reports as many transactions as its history has rows',
  ],
  detail: measured,
})
process.exit()

/** Holds and captures a second, each a transaction of its own. */
async function movements(walletOf: (n: number) => string): Promise<number> {
  const pairs = await rateOf(clients, seconds, async (n) => {
    const account = walletOf(n)
    const id = newId()
    await run((t) => books.hold(t, { id, account, qty: 1, purpose: 'bench', expiresAt: later }))
    await run((t) => books.capture(t, { holdId: id, to: redeemed }))
    captured.set(account, (captured.get(account) ?? 0) + 1)
  })
  return pairs * 2
}

function open(within: Ctx, id: string): Promise<string> {
  return inTx(within, async (t) => {
    const account = await books.openAccount(t, {
      unit: token,
      owner: { kind: 'bench', id },
      name: 'wallet',
      mode: 'running',
      floor: 'zero',
      lots: true,
    })
    await books.addLot(t, { account, source: 'bench', sourceRef: id, qty: granted, rank: 0, expiresAt: later, from: issuance })
    return account
  })
}

/** Every acknowledged pair moved one token once, and nothing else moved. */
async function verify(pairs: number): Promise<void> {
  const broken = await books.violations(ctx)
  if (broken.length > 0) throw new Error(`the run broke the ledger: ${JSON.stringify(broken[0])}`)
  const balances = await rows<{ account: string; balance: bigint; held: bigint }>(
    runtime.driver.db,
    sql`select e.account_id as account, sum(e.amount) as balance, 0 as held from ledger.entries e group by e.account_id`,
  )
  const balanceOf = new Map(balances.map(({ account, balance }) => [account, Number(balance)]))
  for (const [account, n] of captured)
    if (balanceOf.get(account) !== granted - n)
      throw new Error(`wallet ${account} holds ${balanceOf.get(account)} after ${n} captures of ${granted}`)
  if (balanceOf.get(redeemed) !== pairs) throw new Error(`${balanceOf.get(redeemed)} tokens were redeemed by ${pairs} pairs`)
  const [state] = await rows<{ open: number; deadlocks: number }>(
    runtime.driver.db,
    sql`select (select count(*)::int from ledger.holds where state <> 'captured') as open, (select deadlocks::int from pg_stat_database where datname = current_database()) as deadlocks`,
  )
  if (state?.open !== 0 || state.deadlocks !== 0) throw new Error(`left behind: ${JSON.stringify(state)}`)
}
