import { Done, ResetFactorsInput } from '@mas/contracts/identity'
import { lockUser } from '@mas/db/identity'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { requireOther } from './admins.ts'
import { dropFactors } from './drop-factors.ts'
import { endSessions } from './end-sessions.ts'
import { tell } from './notices.ts'
import { present } from './self.ts'

export const resetFactors = command({
  verb: 'identity.reset-factors',
  summary:
    "Takes a person's authenticator app, passkeys and recovery codes away after their identity was proven in another way; all their sessions end.",
  permission: 'identity.reset-factors',
  fresh: true,
  refuses: ['identity.user-not-found', 'identity.self-change', 'identity.factor-not-found'],
  input: ResetFactorsInput,
  output: Done,
  run: async (t, { userId, proofNote }) => {
    requireOther(t, userId)
    present(await lockUser(t.tx, userId))
    if (!(await dropFactors(t, userId))) throw fail('identity.factor-not-found')
    const ended = await endSessions(t, { userId }, 'factor-changed')
    await record(t, { action: 'identity.reset-factors', subject: { type: 'user', id: userId }, after: { ended }, reason: proofNote })
    await tell(t, 'factor-changed', userId, { change: 'an administrator removed your second sign-in steps' })
    return { ok: true as const }
  },
})
