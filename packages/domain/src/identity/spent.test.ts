import { rows, sql } from '@mas/db'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { confirmTotp, finishSignIn, forgotPassword, refresh, resetPassword, signIn, startTotp } from './index.ts'
import { fakePorts, goodPassword, people } from './fixtures/people.ts'
import { codeOf, stepAt } from './totp-rules.ts'

const { mails, ports } = fakePorts()
const harness = useHarness({ ports })
const { visitor, registered, as, actorOf, codeFor } = people(harness, mails)
const edit = async (statement: ReturnType<typeof sql>): Promise<string> => {
  try {
    await rows(harness.runtime.driver.db, statement)
    return 'nothing was refused'
  } catch (thrown) {
    return String(Reflect.get(Object(thrown), 'cause'))
  }
}
const secretOf = (text: string) => {
  const bits = Array.from(text, (letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}

test('a statement written by hand makes nothing that was used good again: codes, counts, tokens, devices', async () => {
  const { email, tokens } = await registered()
  const { userId } = await actorOf(tokens)
  const { secret } = await startTotp(await as(tokens), {})
  const totp = () => codeOf(secretOf(secret), stepAt(harness.clock.now().getTime()))
  const { recoveryCodes, refreshToken = '' } = await confirmTotp(await as(tokens), { totp: totp() })
  const next = await signIn(visitor(), { email, password: goodPassword })
  if (next.status !== 'second-factor') throw new Error(next.status)
  await finishSignIn(visitor(), { challengeId: next.challengeId, recoveryCode: recoveryCodes[0] ?? '' })
  await refresh(visitor(), { refreshToken, deviceProof: tokens.deviceProof })
  const { challengeId } = await forgotPassword(visitor(), { email })
  const code = await codeFor(email)
  await resetPassword(visitor(), { challengeId, code, newPassword: `${goodPassword} again` })
  await rows(harness.runtime.driver.db, sql`update identity.devices set revoked_at = now() where user_id = ${userId}::uuid`)
  for (const again of [
    sql`update identity.challenges set consumed_at = null where id = ${challengeId}::uuid`,
    sql`update identity.challenges set attempts = 0 where id = ${challengeId}::uuid`,
    sql`update identity.recovery_codes set used_at = null where user_id = ${userId}::uuid and used_at is not null`,
    sql`update identity.totp_factors set last_step = 0 where user_id = ${userId}::uuid`,
    sql`update identity.refresh_tokens set rotated_at = null where rotated_at is not null`,
    sql`update identity.devices set revoked_at = null where user_id = ${userId}::uuid`,
  ])
    expect(await edit(again)).toContain('identity_spent_stays_spent')
  expect(await refusalOf(resetPassword(visitor(), { challengeId, code, newPassword: goodPassword }))).toBe('identity.challenge-dead')
})

test('who gave which role, and each opening of the emergency door, cannot be deleted or emptied away', async () => {
  for (const gone of [
    sql`truncate identity.role_changes`,
    sql`truncate identity.break_glass_openings cascade`,
    sql`truncate identity.break_glass_credentials cascade`,
  ])
    expect(await edit(gone)).toContain('identity_log_append_only')
  const [userId, other] = [(await actorOf((await registered()).tokens)).userId, (await actorOf((await registered()).tokens)).userId]
  await rows(
    harness.runtime.driver.db,
    sql`insert into identity.role_changes (id, user_id, from_role, to_role, requested_by, reason, state, created_at, expires_at)
        values (gen_random_uuid(), ${userId}::uuid, 'USER', 'SALES', ${other}::uuid, 'for the test', 'pending', now(), now() + interval '1 day')`,
  )
  expect(await edit(sql`delete from identity.role_changes where user_id = ${userId}::uuid`)).toContain('identity_log_append_only')
})
