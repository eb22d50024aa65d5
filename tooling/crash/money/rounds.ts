import { z } from 'zod'
import type { Asked } from '../sql.ts'
import { hot } from './next-operation.ts'
import { playLane, settle, type Stage } from './play.ts'
import { placeOf } from './operations.ts'

const lanes = 24
const hourMs = 3_600_000
const Balance = z.object({ available: z.int(), held: z.int() })
/** What a hot account had at an instant at which nothing was under way. */
interface Noted {
  readonly account: string
  readonly at: string
  readonly balance: z.infer<typeof Balance>
}

/** Rounds of parallel work; between two of them nothing is under way, and the time of the play goes on by hours or days. */
export async function playRounds(stage: Stage, asked: Asked, until: number, prove: () => Promise<void>): Promise<Noted[]> {
  const { random, findings } = stage
  const noted: Noted[] = []
  while (performance.now() < until) {
    const ends = Math.min(until, performance.now() + random.between(5_000, 12_000))
    // The proof runs beside the work: it locks nothing, and what is under way must not look wrong to it.
    const beside = random.between(1, 3) === 1 ? prove() : Promise.resolve()
    await Promise.all([...Array.from({ length: lanes }, () => playLane(stage, ends)), beside])
    await untilStill(asked)
    noted.push(...(await noteHot(stage, asked)))
    stage.desk.jump(random.between(1, 30) * hourMs)
    await tell(stage, 'close', {})
    findings.count('rounds')
  }
  return noted
}

/** A try whose answer was cut may still be at work. */
async function untilStill(asked: Asked): Promise<void> {
  const atWork = `select count(*) as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null and query ~ 'ledger|requests'`
  for (const began = performance.now(); (await asked.count(atWork)) > 0; await Bun.sleep(20))
    if (performance.now() - began > 60_000) throw new Error('a transaction of the play does not end')
}

async function noteHot(stage: Stage, asked: Asked): Promise<Noted[]> {
  const owners = [...hot.wallets, ...hot.purses].map((one) => `'${one}'`).join(', ')
  const accounts = await asked.rows(
    z.object({ id: z.string() }),
    `select id from ledger.accounts where owner_domain = 'money' and (owner_id in (${owners}) or name in ('issuance', 'bank'))`,
  )
  const noted: Noted[] = []
  for (const { id } of accounts) {
    const balance = Balance.parse(await tell(stage, 'balance', { account: id }))
    noted.push({ account: id, at: stage.desk.now().toISOString(), balance })
  }
  return noted
}

/** Asks again for all that nobody was told, lets time pass until everything has expired, and sweeps. */
export async function settleAll(stage: Stage, asked: Asked, noted: readonly Noted[]): Promise<void> {
  const { desk, book, findings } = stage
  const stood = new Set((await asked.rows(z.object({ place: z.string() }), places)).map(({ place }) => place))
  const wallets = await asked.rows(
    z.object({ id: z.string(), owner: z.string() }),
    `select id, owner_id as owner from ledger.accounts where owner_domain = 'money' and name = 'wallet'`,
  )
  const accountOf = new Map(wallets.map(({ id, owner }) => [owner, id]))
  for (const record of book.records.filter(({ state }) => state === 'doubt')) {
    const place = placeOf(record.op, (wallet) => accountOf.get(wallet))
    const { answer } = await desk.ask('play', record.op, { requestKey: record.requestKey })
    settle(stage, record, [answer], false)
    // A hold may have been ended by somebody else: then there is nothing of this one to be told again.
    const others = book.records.some(
      (one) => one !== record && one.state === 'done' && placeOf(one.op, (wallet) => accountOf.get(wallet)) === place,
    )
    const happened = place !== undefined && stood.has(place) && !others
    findings.count(`in doubt and settled: ${happened ? 'had happened' : 'had not'}`)
    if (happened && !('told' in answer))
      findings.violated(
        'a repeat is told what the first was told',
        `${JSON.stringify(record.op)} stands and answers ${JSON.stringify(answer)}`,
      )
  }
  for (const { account, at, balance } of noted) {
    const then = Balance.parse(await tell(stage, 'balance', { account, at }))
    findings.count('balances at an instant')
    if (!Bun.deepEquals(then, balance))
      findings.violated(
        'a balance at an instant never changes',
        `${account} at ${at}: ${JSON.stringify(balance)}, later ${JSON.stringify(then)}`,
      )
  }
  desk.jump(40 * 24 * hourMs)
  for (let ended = 1; ended > 0;) {
    const answer = z.object({ ended: z.int() }).parse(await tell(stage, 'play', { kind: 'sweep' }))
    ended = answer.ended
    findings.count('holds ended by the last sweep', ended)
  }
  for (const { owner } of wallets) await tell(stage, 'play', { kind: 'expire', wallet: owner })
  await tell(stage, 'close', {})
}

const places = `select coalesce(case when ref_type = 'pay' then 'pay ' || ref_id end, key) as place from ledger.transactions where owner_domain = 'money'`

async function tell({ desk }: Stage, path: string, input: unknown): Promise<unknown> {
  const { answer } = await desk.ask(path, input, { requestKey: crypto.randomUUID() })
  if ('refused' in answer) throw new Error(`${path} ${JSON.stringify(input)} was refused: ${answer.refused}`)
  return answer.told
}
