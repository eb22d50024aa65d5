import { Me, UpdateProfileInput } from '@mas/contracts/identity'
import { updateProfileRow } from '@mas/db/identity'
import { command } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { meOf } from './me.ts'
import { normalisePhone } from './phone-rules.ts'
import { lockOwnRow } from './self.ts'

export const updateProfile = command({
  verb: 'identity.update-profile',
  summary: "Changes fields of one's own profile; absent fields stay. Another phone number than the verified one has to be verified again.",
  permission: 'identity.use-own-account',
  refuses: ['identity.phone-invalid', 'identity.user-not-found'],
  input: UpdateProfileInput,
  output: Me,
  run: async (t, { phone, ...change }) => {
    const before = await lockOwnRow(t)
    await updateProfileRow(
      t.tx,
      before.id,
      {
        fullName: change.fullName ?? null,
        phone: phone === undefined ? null : normalisePhone(phone),
        profession: change.profession ?? null,
        domain: change.domain ?? null,
        locale: change.locale ?? null,
        zone: change.zone ?? null,
      },
      t.clock.now(),
    )
    await record(t, {
      action: 'identity.update-profile',
      subject: { type: 'user', id: before.id },
      after: { fields: [...Object.keys(change), ...(phone === undefined ? [] : ['phone'])] },
    })
    return meOf(t, await lockOwnRow(t))
  },
})
