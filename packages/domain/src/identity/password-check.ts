import { fail, type Ctx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { weaknessOf, type PasswordOwner } from './password-rules.ts'
import { contextWords } from './settings.ts'

/** Refuses a weak password. The look-up of leaks is a bonus: without an answer the bundled list decides alone. */
export async function requireStrong(ctx: Ctx, password: string, owner: PasswordOwner): Promise<void> {
  const reason = weaknessOf(password, owner, await readSetting(ctx, contextWords))
  if (reason !== undefined) throw fail('identity.password-weak', { reason })
  const leaks = ctx.ports.breachedPasswords
  if (leaks.mode === 'off') return
  const answer = await leaks.timesSeen(password)
  if (answer.outcome !== 'ok') ctx.log.warn('the look-up of leaked passwords gave no answer', { outcome: answer.outcome })
  else if (answer.value > 0) throw fail('identity.password-weak', { reason: 'breached' })
}
