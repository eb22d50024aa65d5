import { ProvisionUserInput, User } from '@mas/contracts/identity'
import { findUser, findUserByEmail, lockAddress } from '@mas/db/identity'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { normaliseEmail } from './email-rules.ts'
import { createInvited } from './ensure-user.ts'
import { normalisePhone } from './phone-rules.ts'
import { otherAdmins } from './admins.ts'
import { proposeRole } from './propose-role.ts'
import { isGivenByTwo, needsSecondAdmin } from './role-rules.ts'
import { present, selfOf } from './self.ts'
import { adoptUnproven, isUnproven } from './unproven.ts'
import { userOf } from './user-view.ts'

export const provisionUser = command({
  verb: 'identity.provision-user',
  summary:
    'Makes an account with a role for somebody (an unfinished sign-up at the address becomes it) and mails the link (72 hours, one use) with which they set their password. ADMIN and FINANCE begin as USER and wait for a second administrator (24 hours) while two or more are active.',
  permission: 'identity.provision-user',
  refuses: ['identity.email-taken', 'identity.email-invalid', 'identity.phone-invalid', 'identity.session-ended'],
  input: ProvisionUserInput,
  output: User,
  run: async (t, { email, fullName, role, phone }) => {
    const address = normaliseEmail(email)
    await lockAddress(t.tx, address)
    const found = await findUserByEmail(t.tx, address)
    if (found !== undefined && !isUnproven(found)) throw fail('identity.email-taken')
    const activeAdmins = isGivenByTwo(role) ? 1 + (await otherAdmins(t, selfOf(t).userId)) : 1
    const waits = needsSecondAdmin(role, activeAdmins)
    const given = { fullName, role: waits ? ('USER' as const) : role, phone: phone === undefined ? undefined : normalisePhone(phone) }
    const userId =
      found === undefined
        ? await createInvited(t, { ...given, email: address, phoneVerified: false, method: 'invite' })
        : await adoptUnproven(t, found, given)
    if (waits) await proposeRole(t, { userId, from: 'USER', to: role, reason: 'provisioned with this role', activeAdmins })
    await record(t, {
      action: 'identity.provision-user',
      subject: { type: 'user', id: userId },
      after: { role, state: 'invited', ...(isGivenByTwo(role) && { byOneAdmin: !waits, pending: waits }) },
    })
    return userOf(present(await findUser(t.tx, userId)))
  },
})
