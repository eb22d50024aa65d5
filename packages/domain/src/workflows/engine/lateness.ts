import type { ProgramNode } from '@mas/contracts/workflows'
import type { Decision } from './decide.ts'
import { behind } from './load-program.ts'
import { engineVars, type Cursor } from './state.ts'

/** When the node was planned to be reached, whatever retries have moved since. */
export function plannedOf(cursor: Cursor): Date {
  const noted = cursor.vars[engineVars.planned]
  return typeof noted === 'string' ? new Date(noted) : (cursor.dueAt ?? cursor.enteredAt)
}

/** A message that would leave later than it may is skipped: by `late` where that is wired, else as refused. */
export function lateHandle(now: Date, cursor: Cursor, node: ProgramNode): Decision | undefined {
  if (node.type !== 'send-email' && node.type !== 'send-whatsapp' && node.type !== 'send-sms' && node.type !== 'ai-call') return undefined
  const planned = plannedOf(cursor)
  if (now.getTime() - planned.getTime() <= node.data.maxLateHours * 3_600_000) return undefined
  const handle = behind(node, 'late') === undefined ? 'refused' : 'late'
  return { kind: 'leave', handle, trace: { skipped: 'late', plannedAt: planned.toISOString(), maxLateHours: node.data.maxLateHours } }
}
