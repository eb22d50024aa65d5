import { lanes, limits, type HeldReason, type ProgramNode } from '@mas/contracts/workflows'
import { dayIn } from '@mas/kernel'
import type { Decision } from './decide.ts'
import type { Ending } from './endings.ts'
import { nodeAt } from './load-program.ts'
import { engineVars, type Advanced, type AdvanceInput, type Cursor, type Json, type Move, type StatDelta, type Step } from './state.ts'
import { fitTrace } from './trace.ts'

type Trace = { readonly [key: string]: Json }

/** A run on its way through several nodes: collects what one claim has to write. */
export class Progress {
  cursor: Cursor
  readonly #input: AdvanceInput
  readonly #steps: Step[] = []
  readonly #stats: StatDelta[] = []
  readonly #consumed: { eventId: string; seq: number }[] = []
  #arms: Readonly<Record<string, string>>
  #holdout: boolean

  constructor(input: AdvanceInput) {
    this.#input = input
    this.cursor = input.cursor
    this.#arms = input.run.arms
    this.#holdout = input.run.holdout
  }

  /** Mail as the next node may see it: what a wait took is gone. */
  get mailbox() {
    const taken = new Map(this.#consumed.map(({ eventId, seq }) => [eventId, seq]))
    return this.#input.mailbox.map((mail) => (taken.has(mail.eventId) ? { ...mail, consumedSeq: taken.get(mail.eventId) ?? null } : mail))
  }

  get run() {
    return { ...this.#input.run, arms: this.#arms, holdout: this.#holdout }
  }

  /** Writes the step of a node that was left. */
  leave(node: ProgramNode, decision: Extract<Decision, { kind: 'leave' }>): void {
    const { cursor } = this
    if (decision.took !== undefined) this.#consumed.push({ eventId: decision.took.eventId, seq: cursor.seq })
    if (node.type === 'split') {
      this.#arms = { ...this.#arms, [cursor.nodeId]: decision.handle }
      this.#holdout ||= decision.handle === 'holdout'
    }
    this.#step(cursor.nodeId, node.type, decision.handle, decision.trace ?? {}, decision.planned ?? this.#planned())
  }

  /** Stands before a node, unless it was visited too often; answers the end in that case. */
  enter(nodeId: string, planned: Date): Advanced | undefined {
    const { cursor } = this
    const visit = (Object.hasOwn(cursor.visits, nodeId) ? (cursor.visits[nodeId] ?? 0) : 0) + 1
    if (visit > limits.visits) return this.#finish('too-many-steps')
    const { [engineVars.planned]: _, ...vars } = cursor.vars
    this.cursor = {
      ...cursor,
      nodeId,
      epoch: visit,
      visits: { ...cursor.visits, [nodeId]: visit },
      vars,
      lane: cursor.lane === lanes.bulk ? lanes.bulk : lanes.control,
      wakeAt: this.#input.now,
      dueAt: planned,
      waitKind: null,
      waitEvents: null,
      enteredAt: this.#input.now,
      attempts: 0,
      lastError: null,
    }
    return undefined
  }

  /** The planned instant of the step written last: what the next node inherits, so that lateness is counted from the wait's end. */
  get lastPlanned(): Date {
    return this.#steps.at(-1)?.plannedAt ?? this.#input.now
  }

  wait({ wait, due, wake, events }: Extract<Decision, { kind: 'wait' }>): Advanced {
    this.cursor = {
      ...this.cursor,
      waitKind: wait,
      waitEvents: events ?? null,
      dueAt: due,
      wakeAt: this.#within(wake),
      lane: lanes.control,
    }
    return this.#result({ kind: 'wait' })
  }

  sleep(wake: Date): Advanced {
    this.cursor = { ...this.cursor, wakeAt: this.#within(wake) }
    return this.#result({ kind: 'wait' })
  }

  act(): Advanced {
    this.cursor = { ...this.cursor, lane: lanes.act, wakeAt: this.#input.now }
    return this.#result({ kind: 'act' })
  }

  more(): Advanced {
    this.cursor = { ...this.cursor, wakeAt: this.#input.now }
    return this.#result({ kind: 'more' })
  }

  hold(reason: HeldReason, error: string): Advanced {
    this.cursor = { ...this.cursor, wakeAt: null, lastError: error }
    return this.#result({ kind: 'hold', reason })
  }

  /** The end at a node of its own. */
  finish(node: ProgramNode, { outcome, handle, trace }: Extract<Decision, { kind: 'finish' }>): Advanced {
    this.#step(this.cursor.nodeId, node.type, handle, trace ?? {}, this.#planned())
    return this.#finish(outcome)
  }

  /** The end wherever the run stands: the node is cut short, then the goal or exit that was met is passed. */
  endAt({ outcome, at, trace, full }: Ending): Advanced {
    if (full === true) return this.#finish(outcome)
    const node = nodeAt(this.#input.program.program, this.cursor.nodeId)
    if (node !== undefined) this.#step(this.cursor.nodeId, node.type, 'interrupted', at === undefined ? trace : {}, this.#input.now)
    if (at !== undefined) {
      this.cursor = { ...this.cursor, nodeId: at.nodeId, epoch: 1, enteredAt: this.#input.now }
      this.#step(at.nodeId, at.node.type, at.node.type, trace, this.#input.now)
    }
    return this.#finish(outcome)
  }

  #finish(outcome: string): Advanced {
    const arms = Object.entries(this.#arms).map(([nodeId, handle]) => ({
      ...this.#delta(nodeId, handle),
      left: 0,
      finished: 1,
      goals: outcome === 'goal' ? 1 : 0,
      dwellMs: 0,
    }))
    this.#stats.push(...arms)
    this.cursor = { ...this.cursor, wakeAt: null, dueAt: null }
    return this.#result({ kind: 'finish', outcome })
  }

  #step(nodeId: string, nodeType: ProgramNode['type'], handle: string, trace: Trace, planned: Date): void {
    const { now } = this.#input
    const { seq, epoch, enteredAt } = this.cursor
    const plannedAt = planned > now ? now : planned
    this.#steps.push({ seq, nodeId, nodeType, epoch, handle, trace: fitTrace(trace), plannedAt, at: now })
    this.#stats.push({
      ...this.#delta(nodeId, handle),
      left: 1,
      finished: 0,
      goals: 0,
      dwellMs: Math.max(0, now.getTime() - enteredAt.getTime()),
    })
    this.cursor = { ...this.cursor, seq: seq + 1 }
  }

  #delta(nodeId: string, handle: string) {
    return { nodeId, handle, day: dayIn(this.#input.now) }
  }

  /** A node that was not waited at was planned for the instant it inherited; what ends a wait early was not planned at all. */
  #planned(): Date {
    return this.cursor.waitKind === null ? (this.cursor.dueAt ?? this.#input.now) : this.#input.now
  }

  /** No run outlives its 400 days, whatever it waits for. */
  #within(wake: Date | null): Date {
    const last = new Date(this.#input.run.startedAt.getTime() + limits.days * 86_400_000)
    return wake === null || wake > last ? last : wake
  }

  #result(move: Move): Advanced {
    const { cursor } = this
    return { move, cursor, steps: this.#steps, stats: this.#stats, consumed: this.#consumed, arms: this.#arms, holdout: this.#holdout }
  }
}
