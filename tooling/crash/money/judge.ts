import { z } from 'zod'
import type { Findings } from '../findings.ts'
import type { Asked } from '../sql.ts'
import { moved, type Book, type Effect, type Deed } from './book.ts'
import { placeOf } from './operations.ts'

/** The journal of the play: each transaction with what it moved. */
export interface Posted {
  /** Its key, or `pay <id>` where the request key alone stands for it. */
  readonly place: string
  readonly kind: string
  readonly effect: Effect
}
/** What the tables say at the end, each account by its label and bucket. */
export interface Tables {
  readonly posted: readonly Posted[]
  readonly balances: Effect
  /** What expired of the lots of a wallet, by its label. */
  readonly expired: Effect
  readonly accountOf: (wallet: string) => string | undefined
}

/** What sweeps and late ends of holds write by themselves: how much it is nobody is told. */
const unasked = (place: string): boolean => place.startsWith('money:expire:')

/** Every operation that was acknowledged is in the journal once and moved what was told; what was refused is not; nothing else is. */
export function judgeOperations(book: Book, { posted, accountOf }: Tables, findings: Findings): void {
  const byPlace = Map.groupBy(posted, ({ place }) => place)
  const asked = Map.groupBy(book.records, ({ op }) => placeOf(op, accountOf) ?? '')
  asked.delete('')
  for (const [place, records] of asked) {
    const found = byPlace.get(place) ?? []
    const told = (record: Deed) => `${JSON.stringify(record.op)} ${JSON.stringify(record.told)}`
    findings.count('operations held against the journal', records.length)
    for (const record of records.filter(({ state }) => state === 'doubt'))
      findings.violated('what nobody was told is settled by asking again', told(record))
    // Two who want to capture one hold ask for one transaction: whoever asks for the same is told the same, all others are refused.
    const [done, ...others] = records.filter(({ state }) => state === 'done')
    if (done === undefined) {
      const [refused] = records
      if (found.length > 0 && refused !== undefined && !isSwept(place, book))
        findings.violated('what was refused did not happen', `${refused.code}: ${told(refused)}`)
      continue
    }
    if (found.length !== 1) findings.violated('what was acknowledged happened exactly once', `${found.length} times: ${told(done)}`)
    for (const other of others)
      if (!Bun.deepEquals(other.told, done.told)) findings.violated('one operation is told one result', `${told(done)}, ${told(other)}`)
    const wanted = book.effectOf(done)
    if (wanted !== undefined && found[0] !== undefined && !sameEffect(wanted, found[0].effect))
      findings.violated('what was told is what was moved', `${told(done)}: ${JSON.stringify([...found[0].effect])}`)
  }
  for (const { place, kind } of posted)
    if (!asked.has(place) && !unasked(place) && !isSwept(place, book))
      findings.violated('nothing moves that nobody asked for', `${kind} ${place}`)
}

/** A hold of the play that its sweep let go. */
function isSwept(place: string, book: Book): boolean {
  return place.startsWith('money:release:') && book.holds.has(place.slice('money:release:'.length))
}

/** Every account has what the harness' own book says; what expired of a wallet is taken from its lots, since nobody is told. */
export function judgeBalances(book: Book, { posted, balances, expired, accountOf }: Tables, findings: Findings): void {
  const wanted = new Map<string, number>()
  const move = (effect: Effect, sign = 1) => {
    for (const [place, amount] of effect) wanted.set(place, (wanted.get(place) ?? 0) + sign * amount)
  }
  const counted = new Set<string>()
  for (const record of book.records) {
    const place = placeOf(record.op, accountOf)
    const effect = record.state === 'done' ? book.effectOf(record) : undefined
    if (effect === undefined || place === undefined || counted.has(place)) continue
    counted.add(place)
    move(effect)
  }
  // Sweeps end holds that the book knows: held goes back, whoever let it go.
  for (const { place } of posted) {
    const op = book.holds.get(place.slice('money:release:'.length))?.op
    if (!place.startsWith('money:release:') || counted.has(place) || op?.kind !== 'hold') continue
    move(moved([`${op.of}:${op.owner} held`, -op.qty], [`${op.of}:${op.owner} available`, op.qty]))
  }
  for (const [wallet, qty] of expired) move(moved([`${wallet} available`, -qty], ['system:expired available', qty]))
  for (const place of new Set([...wanted.keys(), ...balances.keys()])) {
    const [ours, theirs] = [wanted.get(place) ?? 0, balances.get(place) ?? 0]
    if (ours !== theirs) findings.violated('money is conserved', `${place}: ${theirs}, by our book ${ours}`)
    findings.count('balances held against our book')
  }
  const sums = new Map<string, number>()
  for (const [place, amount] of wanted) sums.set(unitOf(place), (sums.get(unitOf(place)) ?? 0) + amount)
  for (const [unit, sum] of sums) if (sum !== 0) findings.violated('our own book adds up', `${unit}: ${sum}`)
}

const unitOf = (place: string): string => (/^(?:purse|system:bank)/.test(place) ? 'paise' : 'token')

function sameEffect(a: Effect, b: Effect): boolean {
  return a.size === b.size && [...a].every(([place, amount]) => b.get(place) === amount)
}

const label = `case a.name when 'wallet' then 'wallet:' || a.owner_id when 'purse' then 'purse:' || a.owner_id else 'system:' || a.name end`

export async function readTables(asked: Asked): Promise<Tables> {
  const lines = await asked.rows(
    z.object({
      id: z.string(),
      key: z.string(),
      kind: z.string(),
      pay: z.string().nullable(),
      place: z.string(),
      amount: z.coerce.number(),
    }),
    `select t.id, t.key, t.kind, case when t.ref_type = 'pay' then 'pay ' || t.ref_id end as pay, ${label} || ' ' || e.bucket as place, e.amount
     from ledger.transactions t join ledger.entries e on e.transaction_id = t.id join ledger.accounts a on a.id = e.account_id where t.owner_domain = 'money'`,
  )
  const posted = [...Map.groupBy(lines, ({ id }) => id).values()].flatMap((own): Posted[] => {
    const [head] = own
    if (head === undefined) return []
    return [{ place: head.pay ?? head.key, kind: head.kind, effect: moved(...own.map(({ place, amount }) => [place, amount] as const)) }]
  })
  const accounts = await asked.rows(
    z.object({
      id: z.string(),
      name: z.string(),
      place: z.string(),
      owner: z.string(),
      available: z.coerce.number(),
      held: z.coerce.number(),
    }),
    `select a.id, a.name, a.owner_id as owner, ${label} as place,
       coalesce(a.available, (select sum(amount) from ledger.entries where account_id = a.id and bucket = 'available'), 0) as available,
       coalesce(a.held, (select sum(amount) from ledger.entries where account_id = a.id and bucket = 'held'), 0) as held
     from ledger.accounts a where a.owner_domain = 'money'`,
  )
  const expired = await asked.rows(
    z.object({ place: z.string(), qty: z.coerce.number() }),
    `select ${label} as place, sum(l.expired) as qty from ledger.lots l join ledger.accounts a on a.id = l.account_id where a.owner_domain = 'money' group by 1`,
  )
  const wallets = new Map(accounts.filter(({ name }) => name === 'wallet').map(({ owner, id }) => [owner, id]))
  return {
    posted,
    balances: moved(
      ...accounts.flatMap(({ place, available, held }) => [[`${place} available`, available] as const, [`${place} held`, held] as const]),
    ),
    expired: moved(...expired.map(({ place, qty }) => [place, qty] as const)),
    accountOf: (wallet) => wallets.get(wallet),
  }
}
