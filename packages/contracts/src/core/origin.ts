import { z } from 'zod'

/** Which step of a workflow asked for something; echoed in what came of it, so that the run recognises its own. */
export const Origin = z.object({
  runId: z.string().max(64),
  nodeId: z.string().max(64),
  epoch: z.int().min(0).meta({ description: 'How often the run entered the node before' }),
})
export type Origin = z.infer<typeof Origin>
