import { ExplainFlagInput, ExplainFlagOutput } from '@mas/contracts/settings'
import { defaultPlatform } from '@mas/contracts/core'
import { query } from '@mas/kernel'
import { requireFlag } from './access.ts'
import { flagFacts } from './flag-facts.ts'
import { decideAt, requiredSnapshot } from './read-flag.ts'

export const explainFlag = query({
  verb: 'settings.explain-flag',
  summary:
    'Answers whether a flag is on for a person at this instant, and why: killed, override, the rule that matched, or the bucket (0 to 9,999) against the limit in basis points.',
  permission: 'settings.explain-flag',
  refuses: ['settings.unknown-key'],
  input: ExplainFlagInput,
  output: ExplainFlagOutput,
  run: async (ctx, { flag: name, userId: given, platform = defaultPlatform }) => {
    const flag = requireFlag(ctx, name)
    const userId = given.toLowerCase()
    const snapshot = await requiredSnapshot(ctx)
    const person = await flagFacts().person?.(ctx, userId)
    const decision = await decideAt(ctx, snapshot, flag, { userId, platform, ...(person && { role: person.role }) })
    return { flag: flag.key, ...decision, revision: snapshot.revision }
  },
})
