import type { BacktestReport } from '@mas/contracts/workflows'
import { dayIn } from '@mas/kernel'
import { nodeDefinitions } from '../nodes/index.ts'
import type { Walked } from './walk-person.ts'

type Day = BacktestReport['days'][number]

/** Adds up what would have been. */
export class BacktestTally {
  events = 0
  enrolments = 0
  readonly refused: Record<string, number> = {}
  readonly outcomes: Record<string, number> = {}
  readonly #days = new Map<string, Day>()
  readonly #goalHours: number[] = []

  add(runs: readonly Walked[], refused: readonly string[], events: number): void {
    this.events += events
    for (const code of refused) this.refused[code] = (this.refused[code] ?? 0) + 1
    for (const run of runs) this.#addRun(run)
  }

  #addRun({ startedAt, finishedAt, outcome, steps }: Walked): void {
    this.enrolments += 1
    this.#day(startedAt).enrolments += 1
    const end = outcome ?? 'running'
    this.outcomes[end] = (this.outcomes[end] ?? 0) + 1
    if (outcome === 'goal' && finishedAt !== null) {
      this.#day(finishedAt).goals += 1
      this.#goalHours.push((finishedAt.getTime() - startedAt.getTime()) / 3_600_000)
    }
    for (const step of steps) {
      // Refused and late ones reached out to nobody; what was cut short had gone out before.
      if (nodeDefinitions[step.nodeType].class !== 'effect' || step.handle === 'refused' || step.handle === 'late') continue
      const { sends } = this.#day(step.at)
      sends[step.nodeType] = (sends[step.nodeType] ?? 0) + 1
    }
  }

  #day(at: Date): Day {
    const day = dayIn(at)
    const known = this.#days.get(day)
    if (known !== undefined) return known
    const made: Day = { day, enrolments: 0, sends: {}, goals: 0 }
    this.#days.set(day, made)
    return made
  }

  sums(): Pick<BacktestReport, 'events' | 'enrolments' | 'refused' | 'outcomes' | 'days' | 'goalHours'> {
    const hours = this.#goalHours.toSorted((a, b) => a - b)
    const at = (share: number) => hours[Math.min(hours.length - 1, Math.floor(hours.length * share))] ?? null
    return {
      events: this.events,
      enrolments: this.enrolments,
      refused: this.refused,
      outcomes: this.outcomes,
      days: [...this.#days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1)),
      goalHours: { median: at(0.5), p90: at(0.9) },
    }
  }
}

/** The way through a run, for comparing versions: what was left by which output. */
export function wayOf(runs: readonly Walked[]): string {
  return JSON.stringify(runs.map(({ steps, outcome }) => [steps.map(({ nodeId, handle }) => `${nodeId}.${handle}`), outcome]))
}
