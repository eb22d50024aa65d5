import { provideFlagFacts } from '../settings/index.ts'
import { userCards } from './look-up.ts'

/** What rules of feature flags may ask about a person. Only a proven mailbox says something about where somebody belongs. */
provideFlagFacts({
  person: async (ctx, userId) => {
    const card = (await userCards(ctx, [userId])).get(userId)
    if (card === undefined) return undefined
    return { role: card.role, emailDomain: card.emailVerified ? card.email?.split('@').at(-1)?.toLowerCase() : undefined }
  },
})
