import type { UserRow } from '@mas/db/identity'
import { fail, inTx, type Ctx } from '@mas/kernel'
import { endSessions } from './end-sessions.ts'
import { tryPassword } from './password-throttle.ts'
import { selfOf } from './self.ts'

/**
 * Compares the password of somebody who is signed in. Tries count against this session alone, so nobody outside can
 * get in its way; a session that guesses on and on is ended.
 */
export async function confirmPassword(ctx: Ctx, user: UserRow, passwordHash: string, password: string): Promise<void> {
  const { sessionId } = selfOf(ctx)
  const tried = { address: user.email ?? user.id, userId: user.id, deviceId: sessionId, human: undefined }
  const right = await tryPassword(
    ctx,
    tried,
    async () => (await ctx.infra.auth.verifyPassword(password, passwordHash, true)).matches,
    async () => {
      await inTx(ctx, (t) => endSessions(t, { userId: user.id, sessionId }, 'closed'))
    },
  )
  if (!right) throw fail('identity.credentials-invalid')
}
