import { Done, NoInput } from '@mas/contracts/identity'
import { endImpersonations } from '@mas/db/identity'
import { command } from '@mas/kernel'
import { endSessions, tellEnded } from './end-sessions.ts'
import { selfOf } from './self.ts'

export const signOut = command({
  verb: 'identity.sign-out',
  summary: "Ends the session of this very request, and with it whatever an administrator looks at through another person's eyes.",
  permission: 'identity.use-restricted-session',
  input: NoInput,
  output: Done,
  run: async (t) => {
    const { userId, sessionId, mode } = selfOf(t)
    await endSessions(t, { userId, sessionId }, 'sign-out')
    // Whoever leaves no longer looks through anybody's eyes.
    if (mode === undefined) await tellEnded(t, await endImpersonations(t.tx, { via: userId }, 'closed', t.clock.now()))
    return { ok: true as const }
  },
})
