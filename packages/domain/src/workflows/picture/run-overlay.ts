import type { Layout, Program } from '@mas/contracts/workflows'

/** What a picture of a run shows: its workflow, the way it took, and where it stands. */
export interface RunOverlay {
  readonly program: Program
  readonly layout: Layout
  /** `node handle` of every output taken. */
  readonly taken: ReadonlySet<string>
  readonly passed: ReadonlySet<string>
  readonly here: string | null
}
