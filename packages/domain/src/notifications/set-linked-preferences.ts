import { PreferenceMatrix, SetLinkedPreferencesInput } from '@mas/contracts/notifications'
import { fail, flow, inTx } from '@mas/kernel'
import { readPreferencesToken } from './link-tokens.ts'
import { changeMatrix } from './preference-matrix.ts'

/** A flow because the signature is checked outside the transaction; there is one transaction. */
export const setLinkedPreferences = flow({
  verb: 'notifications.set-linked-preferences',
  summary: 'Switches topics of the person whose mail carries this link, without sign-in; the link can do nothing else.',
  permission: 'public',
  rate: 'public',
  refuses: ['notifications.token-invalid', 'notifications.topic-mandatory'],
  input: SetLinkedPreferencesInput,
  output: PreferenceMatrix,
  run: (ctx, { token, changes }) => {
    const userId = readPreferencesToken(ctx.ports.signer, token)
    if (userId === undefined) throw fail('notifications.token-invalid')
    return inTx(ctx, (t) => changeMatrix(t, userId, changes))
  },
})
