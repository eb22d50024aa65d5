import { RedriveDeadLettersInput, RedriveDeadLettersOutput } from '@mas/contracts/admin'
import { command } from '@mas/kernel'
import { record } from '../audit/index.ts'

export const redriveDeadLetters = command({
  verb: 'admin.redrive-dead-letters',
  summary:
    'Sends jobs that gave up back to the queues they came from, with all their tries: those of one queue, or those named; each once.',
  permission: 'admin.redrive-jobs',
  fresh: true,
  refuses: ['request.fresh-sign-in-required'],
  input: RedriveDeadLettersInput,
  output: RedriveDeadLettersOutput,
  run: async (t, { job, ids, reason }) => {
    const redriven = await t.infra.queueOps.redrive(t.tx, {
      ...(job !== undefined && { job }),
      ...(ids !== undefined && { ids }),
      limit: 500,
    })
    await record(t, {
      action: 'admin.redrive-dead-letters',
      subject: { type: 'queue', id: job ?? 'dead-letters' },
      after: { redriven, ...(ids !== undefined && { ids }) },
      reason,
    })
    return { redriven }
  },
})
