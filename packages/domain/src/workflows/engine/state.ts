import type { FactValue } from '@mas/contracts/core'
import type { EffectState, HeldReason, Lane, Program, ProgramNode, RunSource, SubjectType, WaitKind } from '@mas/contracts/workflows'

/** What JSON can say: variables, event data, traces. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type Vars = Readonly<Record<string, Json>>

/**
 * Where a run stands. While `waitKind` is null the node was not begun yet (or is tried again), and `dueAt` is the instant at
 * which it was planned to be reached; while something is waited for, `dueAt` is when the wait ends (null: never by itself).
 */
export interface Cursor {
  readonly nodeId: string
  /** Number of the step that leaving this node will write. */
  readonly seq: number
  /** How often the node was entered: part of effect keys, so it rises on entering only. */
  readonly epoch: number
  readonly lane: Lane
  readonly wakeAt: Date | null
  readonly dueAt: Date | null
  readonly waitKind: WaitKind | null
  readonly waitEvents: readonly string[] | null
  readonly enteredAt: Date
  readonly visits: Readonly<Record<string, number>>
  /** Names with `$` belong to the engine; see `engineVars`. */
  readonly vars: Vars
  readonly attempts: number
  readonly lastError: string | null
}

/** Variables that the engine keeps beside those of the author, whose names never begin with `$`. */
export const engineVars = {
  /** Name and data of the event that started the run: what `event.*` means in a branch. */
  trigger: '$trigger',
  /** Instant of the latest hand-over: where `since last-handover` begins to look. */
  handover: '$handover',
  /** Of a step that is tried again: when it was planned to be reached at first. */
  planned: '$planned',
} as const

/** What does not change while a run lives, except the arms of splits it passed. */
export interface RunFacts {
  readonly runId: string
  readonly workflowId: string
  readonly subjectType: SubjectType
  readonly subjectId: string
  readonly entryKey: string
  readonly source: RunSource
  readonly startedAt: Date
  readonly holdout: boolean
  /** Split node -> arm. */
  readonly arms: Readonly<Record<string, string>>
}

/** What is known about the person: fields of the catalogue, missing ones absent or null, and the zone the person lives in. */
export interface SubjectFacts {
  readonly values: Readonly<Record<string, FactValue | null | undefined>>
  readonly zone: string
}

export interface Mail {
  readonly eventId: string
  readonly name: string
  readonly occurredAt: Date
  readonly data: Json
  readonly consumedSeq: number | null
}

/** The hand-over of the node the cursor stands at, in its present epoch. */
export interface EffectView {
  readonly state: EffectState
  /** What the owner's answer means as an output: `hot`, `approved`, `ok`, `finished`. */
  readonly result: string | null
  readonly reason: string | null
  readonly doubtSince: Date | null
}

/** Calendars and hours that wall-clock waits ask about. */
export interface ZoneRules {
  /** Closed days (`YYYY-MM-DD`) of a calendar; an unknown calendar has none. */
  readonly holidays: (calendar: string) => ReadonlySet<string>
  readonly businessHours: { readonly from: string; readonly to: string }
}

/** A program with what every step asks of it, worked out once per version. */
export interface LoadedProgram {
  readonly program: Program
  readonly triggerId: string
  /** Goals and exits with an occasion, in the order of the program: checked at every step. */
  readonly watchers: readonly Watcher[]
  /** Names of events that waits, goals and exits look for. */
  readonly interests: readonly string[]
  /** Fields of the subject that some condition or value reads. */
  readonly fields: readonly string[]
}
export interface Watcher {
  readonly nodeId: string
  readonly node: Extract<ProgramNode, { type: 'goal' | 'exit' }>
}

export interface AdvanceInput {
  readonly run: RunFacts
  readonly cursor: Cursor
  readonly program: LoadedProgram
  readonly facts: SubjectFacts
  readonly mailbox: readonly Mail[]
  /** Absent while nothing was handed over from this node in this epoch. */
  readonly effect?: EffectView | undefined
  readonly now: Date
  readonly rules: ZoneRules
  /** How long an unknown outcome is waited for before the run takes `unknown` or is held. */
  readonly doubtMs: number
}

/** One node left. */
export interface Step {
  readonly seq: number
  readonly nodeId: string
  readonly nodeType: ProgramNode['type']
  readonly epoch: number
  readonly handle: string
  readonly trace: Json
  readonly plannedAt: Date
  readonly at: Date
}

export interface StatDelta {
  readonly nodeId: string
  readonly handle: string
  /** Calendar day in India. */
  readonly day: string
  readonly left: number
  /** Of an arm: runs that ended, and that ended at a goal. */
  readonly finished: number
  readonly goals: number
  readonly dwellMs: number
}

/**
 * `wait`: asleep or waiting, as the cursor says. `more`: still due, the batch had enough of it. `act`: the node calls another
 * domain and belongs into the act lane. `hold`: a person has to look.
 */
export type Move =
  | { readonly kind: 'wait' | 'more' | 'act' }
  | { readonly kind: 'finish'; readonly outcome: string }
  | { readonly kind: 'hold'; readonly reason: HeldReason }

export interface Advanced {
  readonly move: Move
  /** As it is to be stored; of a finished run, as it stood last. */
  readonly cursor: Cursor
  readonly steps: readonly Step[]
  readonly stats: readonly StatDelta[]
  /** Mail that a wait took, with the step that took it. */
  readonly consumed: readonly { readonly eventId: string; readonly seq: number }[]
  readonly arms: Readonly<Record<string, string>>
  readonly holdout: boolean
}

/** Moves one run as far as pure decisions carry it: at most 16 nodes, no I/O, the same answer for the same input. */
export type Advance = (input: AdvanceInput) => Advanced
