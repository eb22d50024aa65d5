import { z } from 'zod'
import type { Findings } from '../findings.ts'
import type { Asked } from '../sql.ts'
import { moved, type Book, type Effect } from './book.ts'
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

/** What the sweeps of the play write by themselves: how much of it is only in the tables. */
const unasked = (place: string): boolean => /^money:expire:/.test(place)

/** Every operation that was acknowledged is in the journal once and moved what was told; what was refused is not; nothing else is. */
export function judgeOperations(book: Book, { posted, accountOf }: Tables, findings: Findings): void {
  const byPlace = Map.groupBy(posted, ({ place }) => place)
  const known = new Set<string>()
  for (const record of book.records) {
    const place = placeOf(record.op, accountOf)
    if (place === undefined) continue
    known.add(place)
    const found = byPlace.get(place) ?? []
    const told = `${JSON.stringify(record.op)} ${JSON.stringify(record.told)}`
    findings.count('operations held against the journal')
    if (record.state === 'doubt') findings.violated('what nobody was told is settled by asking again', told)
    if (record.state === 'done' && found.length !== 1)
      findings.violated('what was acknowledged happened exactly once', `${found.length} times: ${told}`)
    // A capture and a release of one hold have places of their own, so that a refused one is not taken for the other.
    if (record.state === 'refused' && found.length > 0) findings.violated('what was refused did not happen', `${record.code}: ${told}`)
    const wanted = record.state === 'done' ? book.effectOf(record) : undefined
    if (wanted !== undefined && found[0] !== undefined && !sameEffect(wanted, found[0].effect))
      findings.violated('what was told is what was moved', `${told}: ${JSON.stringify([...found[0].effect])}`)
  }
  for (const { place, kind } of posted)
    if (!known.has(place) && !unasked(place) && !isSwept(place, book))
      findings.violated('nothing moves that nobody asked for', `${kind} ${place}`)
}

/** A hold of the play that its sweep let go. */
function isSwept(place: string, book: Book): boolean {
  return place.startsWith('money:release:') && book.holds.has(place.slice('money:release:'.length))
}

/** Every account has what the harness' own book says; what expired of a wallet is taken from its lots, since nobody is told. */
export function judgeBalances(book: Book, { posted, balances, expired }: Tables, findings: Findings): void {
  const wanted = new Map<string, number>()
  const move = (effect: Effect, sign = 1) => {
    for (const [place, amount] of effect) wanted.set(place, (wanted.get(place) ?? 0) + sign * amount)
  }
  for (const record of book.records) {
    const effect = record.state === 'done' ? book.effectOf(record) : undefined
    if (effect !== undefined) move(effect)
  }
  // Sweeps end holds that the book knows: held goes back, whoever let it go.
  const byUs = new Set(
    book.records.flatMap(({ op, state }) => (op.kind === 'release' && state === 'done' ? [`money:release:${op.hold}`] : [])),
  )
  for (const { place } of posted) {
    const op = book.holds.get(place.slice('money:release:'.length))?.op
    if (!place.startsWith('money:release:') || byUs.has(place) || op?.kind !== 'hold') continue
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
