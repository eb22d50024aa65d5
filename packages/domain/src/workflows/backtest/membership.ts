import type { Condition } from '@mas/contracts/core'
import { holds } from '../engine/conditions.ts'
import { factsThen, type Happened, type Told } from './facts-then.ts'

const dayMs = 86_400_000
/** Segments are scanned at every fifth minute. */
const scanMs = 5 * 60_000

/** Whether somebody was in a segment at an instant, by the facts of then as far as they are known. */
export function isMember(condition: Condition, person: Told, at: Date): boolean {
  const { values, zone } = factsThen(person, at)
  const run = { source: 'segment', startedAt: at, holdout: false }
  return holds(condition, { values, zone, now: at, vars: {}, run, isNews: false }, [])
}

/**
 * The scans that would have found somebody a new member, in a range whose beginning does not count as becoming one. Looked at are the
 * scan behind each event and one a day; what came in between, as ages do, is found by halves.
 */
export function joins(
  condition: Condition,
  person: Told & { readonly happened: readonly Happened[] },
  { from, until }: { readonly from: Date; readonly until: Date },
): Date[] {
  const scanAt = (ms: number) => Math.ceil(ms / scanMs) * scanMs
  const days = Math.ceil((until.getTime() - from.getTime()) / dayMs)
  const looks = [
    ...person.happened.map(({ occurredAt }) => scanAt(occurredAt.getTime())),
    ...Array.from({ length: days }, (_, n) => Math.min(scanAt(from.getTime() + (n + 1) * dayMs), scanAt(until.getTime()) - scanMs)),
  ]
  const is = (ms: number) => isMember(condition, person, new Date(ms))
  const joined: Date[] = []
  let last = from.getTime()
  let was = is(last)
  for (const at of [...new Set(looks)].filter((ms) => ms > last && ms < until.getTime()).toSorted((a, b) => a - b)) {
    const now = is(at)
    if (now && !was) joined.push(new Date(firstScan(last, at, is)))
    was = now
    last = at
  }
  return joined
}

/** The first scan behind `out` that finds the person in, given that the one at `inside` does. */
function firstScan(out: number, inside: number, is: (ms: number) => boolean): number {
  let [low, high] = [Math.floor(out / scanMs), Math.ceil(inside / scanMs)]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (is(middle * scanMs)) high = middle
    else low = middle
  }
  return high * scanMs
}
