import { effectRank, type EffectState } from '@mas/contracts/workflows'
import { advance } from './advance.ts'
import { carryOn, joined, standingBehind } from './carry-on.ts'
import { settle } from './settle.ts'
import type { Settlement } from './settlement.ts'
import {
  engineVars,
  type Advanced,
  type AdvanceInput,
  type Cursor,
  type Json,
  type LoadedProgram,
  type Mail,
  type RunFacts,
  type Step,
} from './state.ts'

/** A stream of numbers in [0, 1) that one seed fixes for ever (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface StoredEffect {
  state: EffectState
  result: string | null
  reason: string | null
  doubtSince: Date | null
  readonly handedAt: number
}
export interface StoredRun {
  run: RunFacts
  cursor: Cursor | null
  state: 'live' | 'held' | 'finished'
  outcome: string | undefined
  readonly zone: string
  readonly steps: Step[]
  readonly effects: Map<string, StoredEffect>
  readonly mailbox: Mail[]
  /** When each mail became visible, by event: what a step could know. */
  readonly ingestedAt: Map<string, number>
}
/** Something from outside that arrives at an instant. */
interface Delivery {
  readonly at: number
  readonly arrive: () => void
}
/** A step of another domain as it was carried out. */
interface Acted {
  readonly at: AdvanceInput
  readonly settlement: Settlement
}
/** What an act does when it is carried out, and what news follows. */
export type Script = (world: World, stored: StoredRun, input: AdvanceInput) => Settlement

export interface Faults {
  /** Shares of claims that die before they commit. */
  readonly crash: number
  /** Shares of deliveries that come twice, and late. */
  readonly duplicate: number
  readonly delay: number
  /** How far a worker's clock may be off, in ms. */
  readonly skewMs: number
}
export const noFaults: Faults = { crash: 0, duplicate: 0, delay: 0, skewMs: 0 }

/** The store and the scheduler as a model: a transaction is one call, and what is not committed is gone. */
export class World {
  now: number
  readonly runs = new Map<string, StoredRun>()
  /** Hand-overs that left the house, by key. */
  readonly handed = new Map<string, number>()
  /** Keys that were handed over, with the instant, in order of commit. */
  readonly log: { key: string; runId: string; at: number }[] = []
  readonly #deliveries: Delivery[] = []
  /** What the transaction at work has asked for: it leaves with the commit, or not at all. */
  #asked: Delivery[] | undefined
  readonly random: () => number
  readonly #program: LoadedProgram
  readonly #script: Script
  readonly #faults: Faults

  constructor(options: { start: string; seed: number; program: LoadedProgram; script: Script; faults?: Faults }) {
    this.now = Date.parse(options.start)
    this.random = randomFrom(options.seed)
    this.#program = options.program
    this.#script = options.script
    this.#faults = options.faults ?? noFaults
  }

  enrol(runId: string, zone = 'Asia/Kolkata', trigger?: { name: string; data: Json; eventId: string }): StoredRun {
    const at = new Date(this.now)
    const run: RunFacts = {
      runId,
      workflowId: '018f3c00-0000-7000-8000-000000000001',
      subjectType: 'lead',
      subjectId: runId,
      entryKey: runId,
      source: 'event',
      startedAt: at,
      holdout: false,
      arms: {},
    }
    const { triggerId } = this.#program
    const cursor: Cursor = {
      nodeId: triggerId,
      seq: 1,
      epoch: 1,
      lane: 0,
      wakeAt: at,
      dueAt: at,
      waitKind: null,
      waitEvents: null,
      enteredAt: at,
      visits: { [triggerId]: 1 },
      vars: trigger === undefined ? {} : { [engineVars.trigger]: { ...trigger } },
      attempts: 0,
      lastError: null,
    }
    const stored: StoredRun = {
      run,
      cursor,
      state: 'live',
      outcome: undefined,
      zone,
      steps: [],
      effects: new Map(),
      mailbox: [],
      ingestedAt: new Map(),
    }
    this.runs.set(runId, stored)
    return stored
  }

  /** Has something arrive later: once, twice, on time or late. */
  deliver(at: number, arrive: () => void): void {
    const late = () => (this.random() < this.#faults.delay ? Math.floor(this.random() * 7_200_000) : 0)
    const into = this.#asked ?? this.#deliveries
    into.push({ at: at + late(), arrive })
    if (this.random() < this.#faults.duplicate) into.push({ at: at + late() + 1_000, arrive })
  }

  ingest(stored: StoredRun, mail: Omit<Mail, 'consumedSeq'>): void {
    if (stored.cursor === null || stored.mailbox.some(({ eventId }) => eventId === mail.eventId)) return
    stored.mailbox.push({ ...mail, consumedSeq: null })
    stored.ingestedAt.set(mail.eventId, this.now)
    this.#wake(stored)
  }

  /** News about a hand-over: what ranks no higher is stored and moves nothing. */
  news(stored: StoredRun, key: string, state: EffectState, result: string | null = null): void {
    const effect = stored.effects.get(key)
    if (effect === undefined || (effectRank[state] <= effectRank[effect.state] && effect.state !== 'in_doubt')) return
    Object.assign(effect, {
      state,
      result: result ?? effect.result,
      doubtSince: state === 'in_doubt' ? new Date(this.now) : effect.doubtSince,
    })
    this.#wake(stored)
  }

  #wake(stored: StoredRun): void {
    if (stored.cursor !== null && stored.cursor.wakeAt !== null) stored.cursor = { ...stored.cursor, wakeAt: new Date(this.now) }
  }

  /** Runs until nothing is due any more, at most as many transactions as given. */
  runUntilQuiet(most = 20_000): number {
    let done = 0
    for (; done < most; done += 1) {
      const next = this.#nextInstant()
      if (next === undefined) return done
      this.now = Math.max(this.now, next)
      const arrived = this.#deliveries.findIndex(({ at }) => at <= this.now)
      const due = [...this.runs.values()].filter(({ cursor }) => (wakeOf(cursor) ?? Infinity) <= this.now)
      // Whatever can happen now happens in any order.
      const pick = Math.floor(this.random() * (due.length + (arrived < 0 ? 0 : 1)))
      const chosen = due[pick]
      if (chosen !== undefined) this.#claim(chosen)
      else this.#deliveries.splice(arrived, 1)[0]?.arrive()
    }
    throw new Error(`not quiet after ${most} transactions`)
  }

  #nextInstant(): number | undefined {
    const wakes = [...this.runs.values()].flatMap(({ cursor }) => wakeOf(cursor) ?? [])
    const all = [...wakes, ...this.#deliveries.map(({ at }) => at)]
    return all.length === 0 ? undefined : Math.min(...all)
  }

  /** One transaction of one worker: decide, carry out, commit; or die before the commit, and nothing happened. */
  #claim(stored: StoredRun): void {
    const { cursor } = stored
    if (cursor === null) return
    const skew = Math.round((this.random() * 2 - 1) * this.#faults.skewMs)
    const input = this.#inputOf(stored, cursor, new Date(Math.max(this.now + skew, cursor.wakeAt?.getTime() ?? 0)))
    const decided = advance(input)
    const asked: Delivery[] = []
    this.#asked = asked
    const acted: Acted[] = []
    const isAct = decided.move.kind === 'act' && cursor.lane === 1
    const out = isAct ? this.#actInTurn(stored, { ...input, cursor: decided.cursor }, acted) : decided
    this.#asked = undefined
    if (this.random() < this.#faults.crash) return
    this.#commit(stored, acted, out)
    this.#deliveries.push(...asked)
  }

  /** One step behind the other in one transaction, as the stepper does while they take no locks. */
  #actInTurn(stored: StoredRun, first: AdvanceInput, acted: Acted[]): Advanced {
    let standing = first
    let way: Advanced | undefined
    for (;;) {
      const settlement = this.#script(this, stored, standing)
      acted.push({ at: standing, settlement })
      const left = carryOn(standing, settle(standing, settlement))
      way = way === undefined ? left : joined(way, left)
      if (left.move.kind !== 'act' || nodeOf(standing).type !== 'send-email' || acted.length === 8) return way
      standing = standingBehind(standing, left)
      const seen = advance(standing)
      if (seen.move.kind !== 'act' || seen.steps.length > 0) return joined(way, seen)
    }
  }

  #inputOf(stored: StoredRun, cursor: Cursor, now: Date): AdvanceInput {
    const effect = stored.effects.get(`${cursor.nodeId}:${cursor.epoch}`)
    return {
      run: stored.run,
      cursor,
      program: this.#program,
      facts: { values: { 'lead.city': 'Pune', 'lead.status': 'new' }, zone: stored.zone },
      mailbox: [...stored.mailbox],
      effect: effect && { ...effect },
      now,
      rules: { holidays: () => new Set(), businessHours: { from: '10:00', to: '19:00' } },
      doubtMs: 24 * 3_600_000,
    }
  }

  #commit(stored: StoredRun, acted: readonly Acted[], out: Advanced): void {
    for (const { at, settlement } of acted) {
      if (settlement.kind !== 'await' && !(settlement.kind === 'leave' && settlement.handedOver === true)) continue
      const key = `${at.cursor.nodeId}:${at.cursor.epoch}`
      const full = `${stored.run.runId}:${key}`
      this.handed.set(full, (this.handed.get(full) ?? 0) + 1)
      this.log.push({ key, runId: stored.run.runId, at: at.now.getTime() })
      stored.effects.set(key, { state: 'handed', result: null, reason: null, doubtSince: null, handedAt: at.now.getTime() })
    }
    stored.steps.push(...out.steps)
    for (const { eventId, seq } of out.consumed) {
      const index = stored.mailbox.findIndex((mail) => mail.eventId === eventId)
      const mail = stored.mailbox[index]
      if (mail !== undefined) stored.mailbox[index] = { ...mail, consumedSeq: seq }
    }
    stored.run = { ...stored.run, arms: out.arms, holdout: out.holdout }
    if (out.move.kind === 'finish') {
      stored.cursor = null
      stored.state = 'finished'
      stored.outcome = out.move.outcome
    } else {
      stored.cursor = out.cursor
      if (out.move.kind === 'hold') stored.state = 'held'
    }
  }
}

/** The settings of the node the cursor stands at. */
export function nodeOf(input: AdvanceInput) {
  const node = input.program.program.nodes[input.cursor.nodeId]
  if (node === undefined) throw new Error('no such node')
  return node
}

function wakeOf(cursor: Cursor | null): number | undefined {
  return cursor?.wakeAt?.getTime()
}
