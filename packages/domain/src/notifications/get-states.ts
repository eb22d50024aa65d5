import { GetStatesInput, GetStatesOutput } from '@mas/contracts/notifications'
import { statesOf } from '@mas/db/notifications'
import { query } from '@mas/kernel'

export const getStates = query({
  verb: 'notifications.get-states',
  summary: 'Tells what became of requests: their state, that of their newest mail, whether it is in doubt or bounced.',
  permission: 'notifications.get-states',
  input: GetStatesInput,
  output: GetStatesOutput,
  run: async (ctx, { ids }) => {
    const found = await statesOf(ctx.db, ids)
    return GetStatesOutput.parse({
      items: found.map(({ id, state, email_state, reason, due_at, origin }) => ({
        id,
        state,
        emailState: email_state,
        inDoubt: email_state === 'in_doubt',
        bounced: email_state === 'bounced',
        reason,
        dueAt: new Date(due_at).toISOString(),
        origin,
      })),
    })
  },
})
