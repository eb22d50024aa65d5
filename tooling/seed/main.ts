/**
 * Fills the demo company in: one person per role that can do something yet, made by the verbs an administrator uses.
 * Runs at every `npm start` and changes nothing once the people exist.
 */
import { bootstrapAdmin, findByVerifiedEmail, invite, provisionUser, redeemInvite } from '@mas/domain/identity'
import { inTx, newId, system, type Ctx, type UserActor } from '@mas/kernel'
import { processEnvironment } from '@mas/platform/config'
import { openProcess, prepare } from '@mas/wiring'
import { demoAccount, demoAccounts, type DemoAccount } from './demo-accounts.ts'

const company = await openProcess({ process: 'tool', env: processEnvironment() })
try {
  // The very first start seeds before any process has made the queues.
  await prepare(company.runtime)
  const anybody = (): Ctx => company.runtime.ctx(system('seed'), { requestId: newId() })
  for (const account of demoAccounts) {
    if ((await findByVerifiedEmail(anybody(), account.email)) !== undefined) continue
    await activate(anybody(), account, await invitationFor(account, anybody))
    company.log.info('demo account made', { role: account.role })
  }
} finally {
  await company.close()
}

async function invitationFor(account: DemoAccount, anybody: () => Ctx): Promise<string> {
  const { email, name: fullName, role } = account
  if (role === 'ADMIN') return (await bootstrapAdmin(anybody(), { email, fullName })).activationUrl
  const admin = await findByVerifiedEmail(anybody(), demoAccount('ADMIN').email)
  if (admin === undefined) throw new Error('the administrator must be the first of the demo accounts')
  const actor: UserActor = {
    kind: 'user',
    userId: admin,
    role: 'ADMIN',
    sessionId: newId(),
    confirmedAtMs: company.runtime.clock.now().getTime(),
  }
  const ctx = company.runtime.ctx(actor, { requestId: newId() })
  const { id } = await provisionUser(ctx, { email, fullName, role })
  return (await inTx(ctx, (t) => invite(t, id))).link
}

async function activate(ctx: Ctx, { password }: DemoAccount, link: string): Promise<void> {
  await redeemInvite(ctx, { token: link.slice(link.indexOf('#token=') + '#token='.length), password })
}
