import { insertTicket, killInvites } from '@mas/db/identity'
import { enqueue, newId, type TxCtx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { identityJobs } from './jobs.ts'
import { hashOf, newSecret } from './secrets.ts'
import { activationUrl } from './settings.ts'

const inviteLifeMs = 72 * 3_600_000

/** Part: makes the one link (72 hours, one use) that activates an invited person, and has it mailed. Older links stop working. */
export async function invite(t: TxCtx, userId: string): Promise<{ link: string; expiresAt: Date }> {
  const now = t.clock.now()
  const id = newId(now.getTime())
  const token = newSecret('min')
  const link = `${await readSetting(t, activationUrl)}#token=${token}`
  const expiresAt = new Date(now.getTime() + inviteLifeMs)
  await killInvites(t.tx, userId, now)
  await insertTicket(t.tx, {
    id,
    kind: 'invite',
    hash: hashOf(token),
    userId,
    payload: t.infra.keys.seal('identity.invite', link, id),
    now,
    expiresAt,
  })
  await enqueue(t, identityJobs.sendNotice, { kind: 'invite', ticketId: id, platform: t.platform })
  return { link, expiresAt }
}
