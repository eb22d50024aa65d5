import type { BacktestReport } from '@mas/contracts/workflows'
import { dayIn } from '@mas/kernel'
import type { Journey } from './admit.ts'

type Tariff = Readonly<Record<string, number>>
type Day = BacktestReport['days'][number]

/** Adds people up as they come, a page at a time. */
export class Tally {
  events = 0
  people = 0
  readonly #days = new Map<string, Day>()
  readonly #refused = new Map<string, number>()
  readonly #outcomes = new Map<string, number>()
  readonly #goalMinutes: number[] = []
  /** Instants at which the steps of each node asked for a message, in ms. */
  readonly #leaving = new Map<string, number[]>()
  readonly #waited = new Map<string, number>()
  readonly #kept = new Map<string, number>()
  #enrolled = 0
  #windowWaits = 0
  readonly #differs: NonNullable<BacktestReport['differs']> = { people: 0, onlyHere: 0, onlyLive: 0, otherWay: 0, sample: [] }

  add(journeys: readonly Journey[], refused: readonly string[]): void {
    for (const code of refused) count(this.#refused, code)
    for (const { startedAt, walked } of journeys) {
      this.#enrolled += 1
      this.#day(startedAt).enrolled += 1
      this.#windowWaits += walked.windowWaits
      count(this.#outcomes, walked.outcome ?? 'under-way')
      if (walked.outcome === 'goal') this.#goalMinutes.push(Math.floor((walked.endedAt.getTime() - startedAt.getTime()) / 60_000))
      for (const code of walked.waited) count(this.#waited, code)
      for (const code of walked.kept) count(this.#kept, code)
      for (const { channel, nodeId, askedAt, at } of walked.sends) {
        this.#leaving.set(nodeId, this.#leaving.get(nodeId) ?? [])
        this.#leaving.get(nodeId)?.push(askedAt.getTime())
        const { sends } = this.#day(at)
        sends[channel] = (sends[channel] ?? 0) + 1
      }
    }
  }

  compare(subjectId: string, here: readonly Journey[], live: readonly Journey[]): void {
    if (JSON.stringify(here.map(signOf)) === JSON.stringify(live.map(signOf))) return
    this.#differs.people += 1
    this.#differs[here.length === 0 ? 'onlyLive' : live.length === 0 ? 'onlyHere' : 'otherWay'] += 1
    if (this.#differs.sample.length < 20) this.#differs.sample.push(subjectId)
  }

  report(tariff: Tariff, told: { approximate: string[]; unknown: string[]; hasLive: boolean; perMinute: number | null }): BacktestReport {
    const days = [...this.#days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1))
    const sends = new Map<string, number>()
    for (const day of days) for (const [channel, n] of Object.entries(day.sends)) sends.set(channel, (sends.get(channel) ?? 0) + n)
    const minutes = this.#goalMinutes.toSorted((a, b) => a - b)
    const at = (share: number) => minutes[Math.min(minutes.length - 1, Math.floor(minutes.length * share))] ?? 0
    return {
      events: this.events,
      people: this.people,
      enrolled: this.#enrolled,
      refused: Object.fromEntries(this.#refused),
      days,
      sends: Object.fromEntries(sends),
      costPaise: [...sends].reduce((sum, [channel, n]) => sum + n * (tariff[channel] ?? 0), 0),
      windowWaits: this.#windowWaits,
      capWaits: told.perMinute === null ? { messages: 0, longestMinutes: 0 } : paced([...this.#leaving.values()], told.perMinute),
      deferred: Object.fromEntries(this.#waited),
      keptBack: Object.fromEntries(this.#kept),
      outcomes: Object.fromEntries(this.#outcomes),
      goals: minutes.length,
      goalMinutes: minutes.length === 0 ? null : { median: at(0.5), p90: at(0.9) },
      differs: told.hasLive ? this.#differs : null,
      approximate: told.approximate,
      unknown: told.unknown,
    }
  }

  #day(at: Date): Day {
    const day = dayIn(at)
    const known = this.#days.get(day) ?? { day, enrolled: 0, sends: {} }
    this.#days.set(day, known)
    return known
  }
}

/** How the pace of each node would have put its messages off, had all other things gone as they did. */
function paced(nodes: readonly (readonly number[])[], perMinute: number): BacktestReport['capWaits'] {
  const slotMs = 60_000 / perMinute
  let [messages, longest] = [0, 0]
  for (const instants of nodes) {
    let free = Number.NEGATIVE_INFINITY
    for (const at of instants.toSorted((a, b) => a - b)) {
      const slot = Math.max(free, at)
      if (slot > at) messages += 1
      longest = Math.max(longest, slot - at)
      free = slot + slotMs
    }
  }
  return { messages, longestMinutes: Math.ceil(longest / 60_000) }
}

function count(into: Map<string, number>, key: string): void {
  into.set(key, (into.get(key) ?? 0) + 1)
}

/** What somebody notices of a journey: when it began, what reached them, how it ended. */
function signOf({ startedAt, walked }: Journey): unknown {
  return [startedAt.toISOString(), walked.outcome ?? null, walked.sends.map(({ channel, at }) => `${channel} ${at.toISOString()}`)]
}
