import type { Condition } from '@mas/contracts/core'
import { holds } from '../engine/conditions.ts'
import { factsThen, type Person } from './facts-then.ts'

const dayMs = 86_400_000

/** Whether somebody was in a segment at an instant, by the facts of then as far as they are known. */
export function isMember(condition: Condition, { facts, happened }: Person, at: Date): boolean {
  const { values, zone } = factsThen(facts, happened, at)
  const run = { source: 'segment', startedAt: at, holdout: false }
  return holds(condition, { values, zone, now: at, vars: {}, run, isNews: false }, [])
}

/** When somebody became a member, in a range whose beginning does not count as becoming one. */
export function joins(condition: Condition, person: Person, { from, until }: { readonly from: Date; readonly until: Date }): Date[] {
  const days = Math.ceil((until.getTime() - from.getTime()) / dayMs)
  const looks = [
    ...person.happened.map(({ occurredAt }) => occurredAt.getTime()),
    ...Array.from({ length: Math.max(0, days - 1) }, (_, n) => from.getTime() + (n + 1) * dayMs),
  ]
  const joined: Date[] = []
  let was = isMember(condition, person, from)
  for (const at of [...new Set(looks)].toSorted((a, b) => a - b).map((ms) => new Date(ms))) {
    const is = isMember(condition, person, at)
    if (is && !was) joined.push(at)
    was = is
  }
  return joined
}
