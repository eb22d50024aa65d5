import type { ProgramNode } from '@mas/contracts/workflows'
import { decide, type Decision } from './decide.ts'
import { endedBy } from './endings.ts'
import { behind, nodeAt } from './load-program.ts'
import { Progress } from './progress.ts'
import type { Advance, Advanced } from './state.ts'

/** How many nodes one claim carries a run through: enough for any sane graph, and no loop keeps a batch busy. */
const nodesAtOnce = 16

export const advance: Advance = (input) => {
  const progress = new Progress(input)
  for (let passed = 0; passed < nodesAtOnce; passed += 1) {
    const { cursor } = progress
    const seen = { ...input, cursor, run: progress.run, mailbox: progress.mailbox }
    const ending = endedBy(seen, cursor)
    if (ending !== undefined) return progress.endAt(ending)
    const node = nodeAt(input.program.program, cursor.nodeId)
    if (node === undefined) return progress.hold('failed', `the node ${cursor.nodeId} does not exist`)
    const decision = decide(seen, cursor, node)
    const stayed = decision.kind === 'leave' ? leave(progress, node, decision) : stay(progress, node, decision)
    if (stayed !== undefined) return stayed
  }
  return progress.more()
}

/** Leaves by an output and stands before the node behind it; answers something only when the run cannot go on. */
export function leave(progress: Progress, node: ProgramNode, decision: Extract<Decision, { kind: 'leave' }>): Advanced | undefined {
  const target = behind(node, decision.handle)
  if (target === undefined) return progress.hold('failed', `the output ${decision.handle} is not wired`)
  progress.leave(node, decision)
  return progress.enter(target, progress.lastPlanned)
}

function stay(progress: Progress, node: ProgramNode, decision: Exclude<Decision, { kind: 'leave' }>): Advanced {
  switch (decision.kind) {
    case 'wait':
      return progress.wait(decision)
    case 'not-yet':
      return progress.sleep(decision.wake)
    case 'act':
      return progress.act()
    case 'finish':
      return progress.finish(node, decision)
    case 'hold':
      return progress.hold(decision.reason, decision.error)
  }
}
