import { Told, type Operation } from './operations.ts'

/** An operation with all that the harness knows of it. */
export interface Deed {
  readonly op: Operation
  readonly requestKey: string
  /** `doubt`: nobody was told what became of it. */
  state: 'doubt' | 'done' | 'refused'
  told: Told
  code: string
}
/** What moved, by account and bucket: `wallet:w1 available`. */
export type Effect = ReadonlyMap<string, number>

/** The harness's own book: written from what was acknowledged, never from the tables. */
export interface Book {
  readonly records: readonly Deed[]
  begin(op: Operation, requestKey: string): Deed
  done(record: Deed, told: unknown): void
  refused(record: Deed, code: string): void
  /** What an operation that was done must have moved; undefined where nobody is told how much (what had expired). */
  effectOf(record: Deed): Effect | undefined
  /** Holds that were acknowledged, by id. */
  readonly holds: ReadonlyMap<string, Deed>
  /** Ids of what was acknowledged last: what somebody may go on with. */
  readonly recent: Readonly<{ [What in 'holds' | 'captured' | 'lots' | 'moves']: readonly string[] }>
}
/** How far back somebody looks for something to go on with. */
const kept = 150

export function openBook(): Book {
  const records: Deed[] = []
  const holds = new Map<string, Deed>()
  const lots = new Map<string, string>()
  const moves = new Map<string, Deed>()

  const recent: Record<'holds' | 'captured' | 'lots' | 'moves', string[]> = { holds: [], captured: [], lots: [], moves: [] }

  const remember = <V>(known: Map<string, V>, list: string[], id: string, value: V): void => {
    known.set(id, value)
    list.push(id)
    if (list.length > kept) list.shift()
  }
  const note = (record: Deed): void => {
    const { op, told } = record
    if (op.kind === 'grant' && told.lotId !== undefined) remember(lots, recent.lots, told.lotId, op.wallet)
    if (op.kind === 'hold') remember(holds, recent.holds, op.id, record)
    if (op.kind === 'capture') recent.captured.push(op.hold)
    if (recent.captured.length > kept) recent.captured.shift()
    if (op.kind === 'refund' && told.newLot !== undefined) {
      const hold = holds.get(op.hold)?.op
      if (hold?.kind === 'hold') remember(lots, recent.lots, told.newLot.lotId, hold.owner)
    }
    if ((op.kind === 'transfer' || op.kind === 'pay') && told.transactionId !== undefined)
      remember(moves, recent.moves, told.transactionId, record)
  }
  const holdOf = (id: string): { place: string; qty: number } => {
    const op = holds.get(id)?.op
    if (op?.kind !== 'hold') throw new Error(`${id} was never held`)
    return { place: `${op.of}:${op.owner}`, qty: op.qty }
  }
  const effectOf = (record: Deed): Effect | undefined => {
    const { op, told } = record
    switch (op.kind) {
      case 'grant':
        return moved(['system:issuance available', -op.qty], [`wallet:${op.wallet} available`, op.qty])
      case 'hold':
        return moved([`${op.of}:${op.owner} available`, -op.qty], [`${op.of}:${op.owner} held`, op.qty])
      case 'capture': {
        const { place, qty } = holdOf(op.hold)
        const [taken, returned] = [told.captured ?? 0, told.returned ?? 0]
        return moved([`${place} held`, -qty], [payeeOf(place), taken], [`${place} available`, returned])
      }
      case 'release': {
        const { place, qty } = holdOf(op.hold)
        return moved([`${place} held`, -qty], [`${place} available`, told.returned ?? 0])
      }
      case 'refund': {
        const { place } = holdOf(op.hold)
        const back = (told.toLots ?? []).reduce((sum, { qty }) => sum + qty, 0) + (told.newLot?.qty ?? 0)
        // What has no lots is told no parts: all of it goes back.
        return moved([payeeOf(place), -op.qty], [`${place} available`, place.startsWith('purse') ? op.qty : back])
      }
      case 'revoke':
        return moved([`wallet:${lots.get(op.lot)} available`, -(told.revoked ?? 0)], ['system:revoked available', told.revoked ?? 0])
      case 'transfer':
      case 'pay':
        return moved([placeOfSide(op.from), -op.amount], [placeOfSide(op.to), op.amount])
      case 'reverse': {
        const mistake = moves.get(op.transactionId)?.op
        if (mistake?.kind !== 'transfer' && mistake?.kind !== 'pay') throw new Error(`${op.transactionId} was never moved`)
        return moved([placeOfSide(mistake.from), mistake.amount], [placeOfSide(mistake.to), -mistake.amount])
      }
      case 'expire':
      case 'sweep':
        return undefined
    }
  }
  return {
    records,
    holds,
    recent,
    begin: (op, requestKey) => {
      const record: Deed = { op, requestKey, state: 'doubt', told: {}, code: '' }
      records.push(record)
      return record
    },
    done: (record, told) => {
      record.state = 'done'
      record.told = Told.parse(told)
      note(record)
    },
    refused: (record, code) => {
      record.state = 'refused'
      record.code = code
    },
    effectOf,
  }
}

const placeOfSide = (side: string): string => (side === 'bank' ? 'system:bank available' : `purse:${side} available`)
const payeeOf = (place: string): string => (place.startsWith('wallet') ? 'system:redeemed available' : 'system:bank available')

/** Lines of nothing are left out, and two of one place are one. */
export function moved(...lines: readonly (readonly [string, number])[]): Effect {
  const effect = new Map<string, number>()
  for (const [place, amount] of lines) effect.set(place, (effect.get(place) ?? 0) + amount)
  return new Map([...effect].filter(([, amount]) => amount !== 0))
}
