import { z } from 'zod'
import { Id } from '../core/index.ts'

const Day = z.iso.date()
export const GetStatsInput = z.strictObject({
  workflowId: Id,
  n: z.int().min(1).optional().meta({ description: 'Absent: the active version, else the latest' }),
  from: Day.optional().meta({ description: 'First calendar day in India' }),
  to: Day.optional().meta({ description: 'Last calendar day in India' }),
})
export const HandleStats = z.object({
  nodeId: z.string(),
  handle: z.string(),
  left: z.int().meta({ description: 'People who left the node by this output' }),
  averageMs: z.int().meta({ description: 'Milliseconds they had stood there, on average' }),
})
const Bp = z.int().meta({ description: 'Basis points' })
export const ArmStats = z.object({
  nodeId: z.string(),
  arm: z.string(),
  enrolled: z.int(),
  finished: z.int(),
  goals: z.int(),
  goalRateBp: Bp,
  lowBp: Bp.meta({ description: 'Lower end of the 95 % Wilson interval, basis points' }),
  highBp: Bp.meta({ description: 'Upper end, basis points' }),
  enough: z.boolean().meta({ description: 'False below 100 people: not enough data' }),
})
export const WorkflowStats = z.object({
  n: z.int(),
  handles: z.array(HandleStats),
  arms: z.array(ArmStats),
  standing: z.array(z.object({ nodeId: z.string(), runs: z.int() })).meta({ description: 'Where people stand now' }),
  standingIsAll: z
    .boolean()
    .meta({ description: 'False where more than 50,000 people of the workflow are under way: of each node, at least as many stand there' }),
})
