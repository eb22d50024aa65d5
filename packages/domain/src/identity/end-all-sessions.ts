import { Ended, EndAllSessionsInput } from '@mas/contracts/identity'
import { countOpenSessions, moveSessionHorizon } from '@mas/db/identity'
import { command, enqueue } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { identityJobs } from './jobs.ts'

export const endAllSessions = command({
  verb: 'identity.end-all-sessions',
  summary: "Ends every session of everybody that began until this instant, the caller's own too: the next request with one of them fails.",
  permission: 'identity.end-all-sessions',
  fresh: true,
  input: EndAllSessionsInput,
  output: Ended,
  run: async (t, { reason }) => {
    const now = t.clock.now()
    const ended = await countOpenSessions(t.tx, now)
    await moveSessionHorizon(t.tx, now)
    await record(t, { action: 'identity.end-all-sessions', subject: { type: 'system', id: 'sessions' }, after: { ended }, reason })
    await enqueue(t, identityJobs.endAll, {})
    return { ended }
  },
})
