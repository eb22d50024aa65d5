/**
 * What the ledger asks of its tables, in small books and in large ones (`--full`: a million accounts, fifty million lines, one account
 * moved two hundred thousand times more, one wallet with twenty thousand lots): blocks of tables and indexes that one call touches, which no other
 * work on the machine changes, walks over whole tables, and the proof.
 */
import { rows, sql, type Reader } from '@mas/db'
import { ledger } from '@mas/domain/ledger'
import { inTx, silentLog, system, type Ctx } from '@mas/kernel'
import { openRuntime } from '@mas/platform'
import { fillBooks, start, type Size } from './ledger/fill.ts'
import { finish, type Figure } from './measure/finish.ts'
import { withOwnDatabase } from './measure/own-database.ts'
import { sized } from './measure/scale.ts'
import { serverUrl } from './measure/server.ts'

const small: Size = { accounts: 2_000, moves: 5, hot: 1_000, lots: 500 }
const large: Size = sized({
  quick: { accounts: 10_000, moves: 5, hot: 5_000, lots: 2_000 },
  standard: { accounts: 100_000, moves: 5, hot: 50_000, lots: 5_000 },
  // Fifty million lines ask for 25 GB of disk and, on two busy cores, for hours: fewer moves where either is short.
  full: { accounts: 1_000_000, moves: Number(Bun.env['MAS_BENCH_LEDGER_MOVES'] ?? 25), hot: 200_000, lots: 20_000 },
})
const books = ledger.for('bench')
const dayMs = 86_400_000
const now = new Date(Date.parse(start) + 364 * dayMs)
const uid = (kind: number, n: number) => `${kind.toString(16).padStart(8, '0')}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const [issuance, redeemed, hot, account, wide, wallet] = [uid(1, 1), uid(1, 2), uid(2, 0), uid(2, 7), uid(3, 0), uid(3, 7)]

interface Seen {
  readonly ms: number
  readonly blocks: number
  readonly walked: readonly string[]
}
const ways: Record<string, (ctx: Ctx) => Promise<unknown>> = {
  'balance and spendable': (ctx) => books.balances(ctx, [account, wallet]),
  'balance a year back': (ctx) => books.balanceAt(ctx, hot, new Date(Date.parse(start) + 3 * dayMs)),
  'balance a month back of the most moved': (ctx) => books.balanceAt(ctx, hot, new Date(now.getTime() - 30 * dayMs)),
  'balance of an account of the system, a month back': (ctx) => books.balanceAt(ctx, issuance, new Date(now.getTime() - 30 * dayMs)),
  'first page of a statement': (ctx) => books.history(ctx, { account: hot }),
  'third page of a statement': async (ctx) => {
    let cursor: string | undefined
    for (let page = 0; page < 3; page++)
      cursor = (await books.history(ctx, { account: hot, ...(cursor !== undefined && { cursor }) })).nextCursor ?? undefined
  },
  'first page of the system’s statement': (ctx) => books.history(ctx, { account: issuance }),
  'holds that are due': (ctx) => books.dueHolds(ctx, { limit: 100 }),
  'hold and capture in the widest wallet': (ctx) => pair(ctx, wide),
  'hold and capture in a small wallet': (ctx) => pair(ctx, wallet),
  'hold and capture of the most moved': (ctx) => pair(ctx, hot),
  grant: (ctx) =>
    inTx(ctx, (t) => books.addLot(t, { account: wallet, source: 'size', sourceRef: crypto.randomUUID(), qty: 5, rank: 0, from: issuance })),
}
async function pair(ctx: Ctx, from: string) {
  const id = crypto.randomUUID()
  await inTx(ctx, (t) => books.hold(t, { id, account: from, qty: 1, purpose: 'size', expiresAt: new Date('2099-01-01T00:00Z') }))
  await inTx(ctx, (t) => books.capture(t, { holdId: id, to: redeemed }))
}

const before = await measure(small)
const after = await measure(large)
const growth = Object.keys(ways).map((what): Figure => {
  const [few, many] = [before.seen.get(what), after.seen.get(what)]
  const told = (seen: Seen | undefined) => `${seen?.blocks} blocks, ${seen?.ms.toFixed(2)} ms`
  return {
    what: `${what}: blocks`,
    ours: told(many),
    reference: told(few),
    value: (many?.blocks ?? Number.NaN) / Math.max(1, few?.blocks ?? Number.NaN),
    bar: '<= 2',
  }
})
const walks = [...after.seen].flatMap(([what, { walked }]) => walked.map((table) => `${what}: ${table}`))
await finish({
  sizes: { small, large },
  figures: [
    ...growth,
    { what: 'ways to ask that walk a table', ours: walks.join(', '), reference: '', value: walks.length, bar: '<= 0' },
    {
      what: 'the proof: lines a second, large / small',
      ours: `${after.proved.toFixed(0)}/s`,
      reference: `${before.proved.toFixed(0)}/s`,
      value: after.proved / before.proved,
      bar: '>= 0.5',
    },
    {
      what: 'the proof: rows read from end to end, for each line there is',
      ours: after.proofWalked.toFixed(2),
      reference: before.proofWalked.toFixed(2),
      value: after.proofWalked,
      bar: '<= 1',
    },
    {
      what: 'memory the proof took beyond that of small books',
      ours: `${after.grownMb.toFixed(0)} MiB`,
      reference: '',
      value: after.grownMb,
      bar: '<= 64',
    },
  ],
  verified: [
    `${after.lines} lines were filled in, and the proof found nothing in them`,
    'what each call read in whole tables was counted by the server',
  ],
  detail: { before: [...before.seen], after: [...after.seen] },
})
process.exit()

function measure(size: Size) {
  return withOwnDatabase(serverUrl(), async (databaseUrl) => {
    const filling = performance.now()
    await fillBooks(databaseUrl, size)
    console.log(`filled ${size.accounts} accounts in ${((performance.now() - filling) / 1000).toFixed(0)} s`)
    const runtime = await openRuntime({
      databaseUrl,
      process: 'tool',
      poolSize: 1,
      log: silentLog,
      ports: noPorts(),
      secret: Buffer.alloc(32, 7).toString('base64'),
      publicUrl: 'http://localhost',
    })
    try {
      const clock = { now: () => now }
      const ctx = { ...runtime.ctx(system('bench'), { requestId: 'size' }), clock }
      const [{ lines } = { lines: 0 }] = await rows<{ lines: number }>(ctx.db, sql`select count(*)::int as lines from ledger.entries`)
      const seen = new Map<string, Seen>()
      for (const [what, ask] of Object.entries(ways)) {
        const one = await look(ctx, ask)
        seen.set(what, one)
        console.log(`${lines} lines, ${what}: ${one.blocks} blocks, ${one.ms.toFixed(2)} ms`)
      }
      const [startedMb, walkedBefore, started] = [rss(), await walkedRows(ctx.db), performance.now()]
      const found = await books.violations(ctx)
      const [proved, grownMb] = [(lines * 1000) / (performance.now() - started), Math.max(0, rss() - startedMb)]
      const proofWalked = ((await walkedRows(ctx.db)) - walkedBefore) / lines
      if (found.length > 0) throw new Error(`the books are not whole: ${JSON.stringify(found[0])}`)
      return { seen, lines, proved, proofWalked, grownMb }
    } finally {
      await runtime.close()
    }
  })
}

/** The quickest of some calls, what one of them touched, and the tables of which it read more than five hundred rows from end to end. */
async function look(ctx: Ctx, ask: (ctx: Ctx) => Promise<unknown>): Promise<Seen> {
  for (let warm = 0; warm < 3; warm++) await ask(ctx)
  const earlier = await touched(ctx.db)
  await ask(ctx)
  const later = await touched(ctx.db)
  const taken: number[] = []
  for (let n = 0; n < 25; n++) {
    const started = performance.now()
    await ask(ctx)
    taken.push(performance.now() - started)
  }
  const sinceEarlier = [...later].map(([table, { walked, blocks }]) => {
    const was = earlier.get(table)
    return { table, walked: walked - (was?.walked ?? 0), blocks: blocks - (was?.blocks ?? 0) }
  })
  return {
    ms: Math.min(...taken),
    blocks: sinceEarlier.reduce((sum, { blocks }) => sum + blocks, 0),
    walked: sinceEarlier.filter(({ walked }) => walked > 500).map(({ table }) => table),
  }
}

/** What this server has counted so far, table by table: rows read from end to end, and blocks of the table and its indexes. */
async function touched(db: Reader): Promise<Map<string, { walked: number; blocks: number }>> {
  await rows(db, sql`select pg_stat_force_next_flush()`)
  await rows(db, sql`select pg_stat_clear_snapshot()`)
  const found = await rows<{ relname: string; walked: string; blocks: string }>(
    db,
    sql`select relname, seq_tup_read::text as walked, (heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0))::text as blocks
        from pg_stat_user_tables join pg_statio_user_tables using (relid, relname, schemaname) where schemaname = 'ledger'`,
  )
  return new Map(found.map(({ relname, walked, blocks }) => [relname, { walked: Number(walked), blocks: Number(blocks) }]))
}

async function walkedRows(db: Reader): Promise<number> {
  return [...(await touched(db)).values()].reduce((sum, { walked }) => sum + walked, 0)
}

function rss(): number {
  return process.memoryUsage().rss / 2 ** 20
}

/** The ledger calls nobody outside. */
function noPorts(): never {
  return {} as never
}
