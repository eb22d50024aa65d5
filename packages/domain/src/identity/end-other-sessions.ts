import { Ended, NoInput } from '@mas/contracts/identity'
import { command } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { endSessions } from './end-sessions.ts'
import { selfOf } from './self.ts'

export const endOtherSessions = command({
  verb: 'identity.end-other-sessions',
  summary: "Ends all of one's own sessions but this one.",
  permission: 'identity.use-own-account',
  fresh: true,
  input: NoInput,
  output: Ended,
  run: async (t) => {
    const { userId, sessionId } = selfOf(t)
    const ended = await endSessions(t, { userId, exceptSessionId: sessionId }, 'by-user')
    await record(t, { action: 'identity.end-other-sessions', subject: { type: 'user', id: userId }, after: { ended } })
    return { ended }
  },
})
