import { emailVerified, profileCompleted, userBlocked, userRegistered } from '@mas/contracts/identity'
import { leadsOfUsers } from '../../leads/index.ts'
import { userCards } from '../../identity/index.ts'
import { field, listed, type Resolver } from './entry.ts'

type OfUser = { readonly userId: string }

/** Somebody who signs up is the lead whose address or number the account has proven, so a journey of leads sees its person arrive. */
const theirLead: Resolver<OfUser> = {
  kind: 'batch',
  find: async (ctx, data) => {
    const cards = await userCards(
      ctx,
      data.map(({ userId }) => userId),
    )
    const leads = await leadsOfUsers(
      ctx,
      [...cards.values()].map(({ userId, email, emailVerified: proven, phone, phoneVerified }) => ({
        userId,
        email: proven ? email : null,
        phone: phoneVerified ? phone : null,
      })),
    )
    return data.map(({ userId }) => leads.get(userId) ?? []).map((id) => [id].flat())
  },
}
const subjects = { user: field<OfUser>((data) => [data.userId]), lead: theirLead }

export const identityEvents = [
  listed({ event: userRegistered, history: true, subjects }),
  listed({ event: emailVerified, history: true, subjects }),
  listed({ event: profileCompleted, history: true, subjects }),
  listed({ event: userBlocked, history: true, subjects }),
]
