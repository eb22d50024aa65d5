import { GetLinkedPreferencesInput, PreferenceMatrix } from '@mas/contracts/notifications'
import { fail, query } from '@mas/kernel'
import { readPreferencesToken } from './link-tokens.ts'
import { readMatrix } from './preference-matrix.ts'

export const getLinkedPreferences = query({
  verb: 'notifications.get-linked-preferences',
  summary: 'Shows the matrix of the person whose mail carries this link, without sign-in.',
  permission: 'public',
  rate: 'public',
  refuses: ['notifications.token-invalid'],
  input: GetLinkedPreferencesInput,
  output: PreferenceMatrix,
  run: (ctx, { token }) => {
    const userId = readPreferencesToken(ctx.ports.signer, token)
    if (userId === undefined) throw fail('notifications.token-invalid')
    return readMatrix(ctx, userId)
  },
})
