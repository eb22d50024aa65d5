import { emailBounced } from '@mas/contracts/notifications'
import { on } from '@mas/kernel'
import { markBouncing } from './mark-bouncing.ts'

export const identitySubscribers = [
  on(emailBounced, 'identity.mark-bouncing', async (t, { permanent, userId, addressHash }) => {
    if (permanent && userId !== undefined) await markBouncing(t, { userId, addressHash })
  }),
]
