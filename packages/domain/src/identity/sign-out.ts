import { Done, NoInput } from '@mas/contracts/identity'
import { command } from '@mas/kernel'
import { endSessions } from './end-sessions.ts'
import { selfOf } from './self.ts'

export const signOut = command({
  verb: 'identity.sign-out',
  summary: 'Ends the session of this very request.',
  permission: 'identity.use-restricted-session',
  input: NoInput,
  output: Done,
  run: async (t) => {
    const { userId, sessionId } = selfOf(t)
    await endSessions(t, { userId, sessionId }, 'sign-out')
    return { ok: true as const }
  },
})
