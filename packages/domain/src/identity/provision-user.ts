import { ProvisionUserInput, User } from '@mas/contracts/identity'
import { findUser, findUserByEmail, lockAddress } from '@mas/db/identity'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { normaliseEmail } from './email-rules.ts'
import { createInvited } from './ensure-user.ts'
import { normalisePhone } from './phone-rules.ts'
import { present } from './self.ts'
import { userOf } from './user-view.ts'

export const provisionUser = command({
  verb: 'identity.provision-user',
  summary: 'Makes an account with a role for somebody and mails the link (72 hours, one use) with which they set their password.',
  permission: 'identity.provision-user',
  refuses: ['identity.email-taken', 'identity.email-invalid', 'identity.phone-invalid'],
  input: ProvisionUserInput,
  output: User,
  run: async (t, { email, fullName, role, phone }) => {
    const address = normaliseEmail(email)
    await lockAddress(t.tx, address)
    if ((await findUserByEmail(t.tx, address)) !== undefined) throw fail('identity.email-taken')
    const userId = await createInvited(t, {
      email: address,
      fullName,
      role,
      phone: phone === undefined ? undefined : normalisePhone(phone),
      phoneVerified: false,
      method: 'invite',
    })
    await record(t, { action: 'identity.provision-user', subject: { type: 'user', id: userId }, after: { role, state: 'invited' } })
    return userOf(present(await findUser(t.tx, userId)))
  },
})
