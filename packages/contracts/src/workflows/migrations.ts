import { z } from 'zod'
import { Id, Instant, Text } from '../core/index.ts'
import { NodeId } from './graph.ts'

export const MigrationState = z.enum(['draft', 'simulated', 'applying', 'applied', 'reverting', 'reverted'])
const Counts = z.object({
  moved: z.int(),
  stayed: z.int(),
  exited: z.int(),
  reasons: z.record(z.string(), z.int()).meta({ description: 'Why runs stay or leave, with how many' }),
})
const Line = z.object({
  nodeId: NodeId,
  people: z.int(),
  target: NodeId.nullable(),
  why: z.string().meta({ description: '`same`, `mapped`, or why it has no target' }),
})
const Proof = z.object({
  ...Counts.shape,
  checked: z.int().meta({ description: 'Moves whose cursor, variables and mailbox were compared before and after' }),
  planned: z.int().meta({ description: 'Live runs of the version when it was applied' }),
  startedMeanwhile: z.int(),
  finishedMeanwhile: z.int(),
  adds: z.boolean().meta({ description: 'moved + stayed + exited + finished meanwhile = planned + started meanwhile' }),
  restored: z.int(),
  movedOn: z.int().meta({ description: 'Taken back: runs that had gone on by then and stay where they are' }),
})
export const Migration = z.object({
  id: Id,
  workflowId: Id,
  fromN: z.int(),
  toN: z.int(),
  state: MigrationState,
  lines: z.array(Line).meta({ description: 'Every node of the old version where somebody stands, and every one that has no target' }),
  people: z.int(),
  simulated: Counts.nullable(),
  proof: Proof.nullable(),
  plannedBy: z.string(),
  appliedBy: z.string().nullable(),
  createdAt: Instant,
  appliedAt: Instant.nullable(),
  revertedAt: Instant.nullable(),
})
export const MigrationRef = z.strictObject({ migrationId: Id })
export const PlanMigrationInput = z
  .strictObject({
    workflowId: Id,
    fromN: z.int().min(1),
    toN: z.int().min(1),
    mapping: z
      .record(NodeId, NodeId)
      .default({})
      .meta({ description: 'Node of the old version -> node of the new one, of the same class' }),
    unmapped: z.enum(['stay', 'exit']).default('stay').meta({ description: 'What becomes of people at nodes without a target' }),
    timers: z
      .enum(['keep', 'recompute'])
      .default('keep')
      .meta({ description: '`keep`: waits end when they would have; `recompute`: counted anew from when the node was entered' }),
  })
  .refine(({ fromN, toN }) => fromN !== toN, { error: 'two different versions' })
export const ApplyMigrationInput = z.strictObject({ migrationId: Id, reason: Text(500) })
/** As stored: what was planned, and what a simulation counted. */
export const StoredPlan = z.object({ lines: z.array(Line), people: z.int(), simulated: Counts.nullable() })
export type StoredPlan = z.infer<typeof StoredPlan>
export const StoredProof = Proof
export type StoredProof = z.infer<typeof Proof>
