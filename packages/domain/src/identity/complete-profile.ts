import { CompleteProfileInput, Me, profileCompleted } from '@mas/contracts/identity'
import { markProfileCompleted, updateProfileRow } from '@mas/db/identity'
import { command, emit, fail } from '@mas/kernel'
import { meOf } from './me.ts'
import { normalisePhone } from './phone-rules.ts'
import { lockOwnRow } from './self.ts'

export const completeProfile = command({
  verb: 'identity.complete-profile',
  summary: 'Fills the profile in and reaches stage 3 (100 %); stages never go back. Repeating it changes the fields and nothing else.',
  permission: 'identity.use-own-account',
  refuses: ['identity.stage-order', 'identity.phone-invalid', 'identity.user-not-found'],
  input: CompleteProfileInput,
  output: Me,
  run: async (t, { phone, ...profile }) => {
    const before = await lockOwnRow(t)
    if (before.stage < 2) throw fail('identity.stage-order')
    const now = t.clock.now()
    await updateProfileRow(t.tx, before.id, { ...profile, phone: normalisePhone(phone), locale: null, zone: null }, now)
    if (await markProfileCompleted(t.tx, before.id, now)) await emit(t, profileCompleted, { userId: before.id })
    return meOf(t, await lockOwnRow(t))
  },
})
