import { ExplainIntentInput, IntentExplanation } from '@mas/contracts/notifications'
import { emailsOfIntent, findIntents, findSlotOf } from '@mas/db/notifications'
import { fail, query } from '@mas/kernel'
import { emailOf } from './email-view.ts'

export const explainIntent = query({
  verb: 'notifications.explain-intent',
  summary: 'Tells why somebody was or was not told something: the decision, the facts it looked at, the slot and the mails.',
  permission: 'notifications.explain-intent',
  refuses: ['request.not-found'],
  input: ExplainIntentInput,
  output: IntentExplanation,
  run: async (ctx, { intentId }) => {
    const [intent] = await findIntents(ctx.db, [intentId])
    if (intent === undefined) throw fail('request.not-found')
    const slot = intent.user_id === null ? undefined : await findSlotOf(ctx.db, intentId, intent.user_id)
    return IntentExplanation.parse({
      id: intent.id,
      kind: intent.kind,
      recipientKey: intent.recipient_key,
      dedupeKey: intent.dedupe_key,
      state: intent.state,
      decision: intent.decision,
      reason: intent.reason,
      decidedAt: intent.decided_at?.toISOString() ?? null,
      dueAt: intent.due_at.toISOString(),
      facts: intent.facts,
      slot: slot ?? null,
      emails: (await emailsOfIntent(ctx.db, intentId)).map(emailOf),
    })
  },
})
