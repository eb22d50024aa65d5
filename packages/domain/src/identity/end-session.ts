import { Done, EndSessionInput } from '@mas/contracts/identity'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { endSessions } from './end-sessions.ts'
import { selfOf } from './self.ts'

export const endSession = command({
  verb: 'identity.end-session',
  summary: "Ends one of one's own sessions, at once and for every open connection of it.",
  permission: 'identity.use-own-account',
  fresh: true,
  refuses: ['identity.session-not-found'],
  input: EndSessionInput,
  output: Done,
  run: async (t, { sessionId }) => {
    const { userId } = selfOf(t)
    if ((await endSessions(t, { userId, sessionId }, 'by-user')) === 0) throw fail('identity.session-not-found')
    await record(t, { action: 'identity.end-session', subject: { type: 'session', id: sessionId } })
    return { ok: true as const }
  },
})
