import type { Move } from './migration-rules.ts'

/** Counts what becomes of runs. */
export class MigrationTally {
  #moved = 0
  #stayed = 0
  #exited = 0
  readonly #reasons: Record<string, number> = {}

  add(move: Move): void {
    if (move.kind === 'move') this.#moved += 1
    else if (move.kind === 'stay') this.#stayed += 1
    else this.#exited += 1
    if (move.kind !== 'move') this.#reasons[move.reason] = (this.#reasons[move.reason] ?? 0) + 1
  }

  counts() {
    return { moved: this.#moved, stayed: this.#stayed, exited: this.#exited, reasons: this.#reasons }
  }
}
