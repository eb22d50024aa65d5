import { Migration, StoredPlan, StoredProof } from '@mas/contracts/workflows'
import { findMigration, lockMigration, type MigrationRow } from '@mas/db/workflows'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { z } from 'zod'
import { programOf } from '../runtime/programs.ts'
import type { Plan } from './migration-rules.ts'

export function migrationView(row: MigrationRow): z.output<typeof Migration> {
  const { lines, people, simulated } = StoredPlan.parse(row.plan)
  return Migration.parse({
    id: row.id,
    workflowId: row.workflow_id,
    fromN: row.from_n,
    toN: row.to_n,
    state: row.state,
    lines,
    people,
    simulated,
    proof: row.proof === null ? null : StoredProof.parse(row.proof),
    plannedBy: row.planned_by,
    appliedBy: row.applied_by,
    createdAt: row.created_at.toISOString(),
    appliedAt: row.applied_at?.toISOString() ?? null,
    revertedAt: row.reverted_at?.toISOString() ?? null,
  })
}

const Mapping = z.record(z.string(), z.string())
export function planOf(row: MigrationRow): Plan {
  return {
    mapping: Mapping.parse(row.mapping),
    unmapped: row.unmapped === 'exit' ? 'exit' : 'stay',
    timers: row.timers === 'recompute' ? 'recompute' : 'keep',
  }
}

export async function requireMigration(ctx: Ctx | TxCtx, id: string): Promise<MigrationRow> {
  const found = await findMigration('tx' in ctx ? ctx.tx : ctx.db, id)
  if (found === undefined) throw fail('workflows.migration-not-found')
  return found
}
export async function lockInState(t: TxCtx, id: string, states: readonly string[]): Promise<MigrationRow> {
  const row = await lockMigration(t.tx, id)
  if (row === undefined) throw fail('workflows.migration-not-found')
  if (!states.includes(row.state)) throw fail('workflows.migration-not-applicable', { state: row.state })
  return row
}

export async function programsOf(ctx: Ctx | TxCtx, row: Pick<MigrationRow, 'workflow_id' | 'from_n' | 'to_n'>) {
  const from = await programOf(ctx, row.workflow_id, row.from_n)
  const to = await programOf(ctx, row.workflow_id, row.to_n)
  return { from: from.program, to: to.program }
}
