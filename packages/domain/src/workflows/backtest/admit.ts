import type { EntryRules } from '@mas/contracts/workflows'
import { refusalOfEntry } from '../entry/entry-rules.ts'
import type { Deed } from './deeds.ts'
import type { Occasion } from './occasions.ts'
import type { Person } from './person.ts'
import type { Walked } from './walk-run.ts'

export interface Journey {
  readonly startedAt: Date
  readonly walked: Walked
}
/** What became of a person's occasions: every run that would have been, and entries that the rules refuse, by code. */
export interface Entered {
  readonly journeys: Journey[]
  readonly refused: string[]
}
/** What of a person decides about entries. */
export type Entrant = Pick<Person, 'subjectId' | 'presence' | 'before' | 'rivals'>

/** Runs under way, with the instants at which they end; those that never do, as far as is known, stay. */
export class Room {
  readonly #ends: number[]
  constructor(ends: readonly (Date | null)[] = []) {
    this.#ends = ends.map((end) => end?.getTime() ?? Number.POSITIVE_INFINITY).toSorted((a, b) => a - b)
  }

  live(at: Date): number {
    while ((this.#ends[0] ?? Number.POSITIVE_INFINITY) <= at.getTime()) this.#ends.shift()
    return this.#ends.length
  }

  enter(end: number): void {
    let [low, high] = [0, this.#ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#ends[middle] ?? 0) <= end) low = middle + 1
      else high = middle
    }
    this.#ends.splice(low, 0, end)
  }
}

/** Occasions in the order of time, with those that come of others; of one instant, those that were there first. */
export class Queue<T extends { readonly occasion: Occasion }> {
  readonly #waiting: T[]
  constructor(first: readonly T[]) {
    this.#waiting = first.toSorted((a, b) => a.occasion.at.getTime() - b.occasion.at.getTime()).toReversed()
  }

  next(): T | undefined {
    return this.#waiting.pop()
  }

  add(one: T): void {
    const behind = this.#waiting.findLastIndex(({ occasion }) => occasion.at > one.occasion.at)
    this.#waiting.splice(behind + 1, 0, one)
  }
}

/** One person at the door. Asked in the order of time. */
export class Doorway {
  readonly entered: Entered = { journeys: [], refused: [] }
  readonly #latest = new Map<string, { finishedAt: Date | null }>()
  readonly #promos = new Map<string, number>()
  #deeds: readonly Deed[] = []

  /** Answers the occasions that come of it. */
  come(rules: EntryRules, person: Entrant, { at, entryKey, walk }: Occasion, room: Room | undefined): readonly Occasion[] {
    const last = this.#latest.get(entryKey) ?? person.before.get(entryKey)
    const live = last !== undefined && (last.finishedAt === null || last.finishedAt > at)
    const refusal = refusalOfEntry({
      status: 'active',
      ...rules,
      presence: person.presence,
      known: false,
      latest: last && { state: live ? 'live' : 'finished', finishedAt: live ? null : last.finishedAt },
      rivals: person.rivals.filter(({ from, to }) => from <= at && (to === null || to > at)).map(({ id }) => id),
      live: room?.live(at) ?? 0,
      maxLive: room === undefined ? null : rules.maxLive,
      now: at,
    })
    if (refusal !== undefined) {
      this.entered.refused.push(refusal.code)
      return []
    }
    const { follows, tooDeep, ...walked } = walk({ promos: this.#promos, deeds: this.#deeds })
    this.#deeds = [...this.#deeds, ...walked.deeds].toSorted((a, b) => a.at.getTime() - b.at.getTime())
    for (let n = 0; n < tooDeep; n += 1) this.entered.refused.push('workflows.too-deep')
    const finishedAt = walked.outcome === undefined ? null : walked.endedAt
    this.#latest.set(entryKey, { finishedAt })
    room?.enter(finishedAt?.getTime() ?? Number.POSITIVE_INFINITY)
    this.entered.journeys.push({ startedAt: at, walked })
    return follows
  }
}
