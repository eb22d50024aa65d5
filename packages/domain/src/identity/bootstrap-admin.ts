import { BootstrapAdminInput, BootstrapAdminOutput } from '@mas/contracts/identity'
import { anyAdminLocked, findUserByEmail, lockAddress } from '@mas/db/identity'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { normaliseEmail } from './email-rules.ts'
import { createInvited } from './ensure-user.ts'
import { invite } from './invite.ts'
import { adoptUnproven, isUnproven } from './unproven.ts'

export const bootstrapAdmin = command({
  verb: 'identity.bootstrap-admin',
  summary:
    'Invites the first administrator and answers the activation link (72 hours, one use); works only while there is no administrator.',
  permission: 'identity.bootstrap-admin',
  refuses: ['identity.admin-exists', 'identity.email-taken', 'identity.email-invalid'],
  input: BootstrapAdminInput,
  output: BootstrapAdminOutput,
  run: async (t, { email, fullName }) => {
    if (await anyAdminLocked(t.tx)) throw fail('identity.admin-exists')
    const address = normaliseEmail(email)
    await lockAddress(t.tx, address)
    const found = await findUserByEmail(t.tx, address)
    if (found !== undefined && !isUnproven(found)) throw fail('identity.email-taken')
    const given = { fullName, role: 'ADMIN' as const, phone: undefined }
    const userId =
      found === undefined
        ? await createInvited(t, { ...given, email: address, phoneVerified: false, method: 'invite' })
        : await adoptUnproven(t, found, given)
    // The operator at the terminal needs the link itself; it replaces the one just mailed.
    const { link, expiresAt } = await invite(t, userId)
    await record(t, { action: 'identity.bootstrap-admin', subject: { type: 'user', id: userId }, after: { role: 'ADMIN' } })
    return { userId, activationUrl: link, expiresAt: expiresAt.toISOString() }
  },
})
