import { NoInput, StopImpersonationOutput } from '@mas/contracts/identity'
import { endImpersonations } from '@mas/db/identity'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { tellEnded } from './end-sessions.ts'
import { selfOf } from './self.ts'

export const stopImpersonation = command({
  verb: 'identity.stop-impersonation',
  summary:
    "Ends one's impersonation, called from the session that looks or from the administrator's own; asks for no fresh sign-in, because leaving is never harder than entering.",
  permission: 'identity.stop-impersonation',
  refuses: ['identity.session-not-found'],
  input: NoInput,
  output: StopImpersonationOutput,
  run: async (t) => {
    const { userId, via = userId } = selfOf(t)
    const ended = await endImpersonations(t.tx, { via }, 'closed', t.clock.now())
    if (ended.length === 0) throw fail('identity.session-not-found')
    await tellEnded(t, ended)
    for (const id of ended) await record(t, { action: 'identity.stop-impersonation', subject: { type: 'session', id } })
    return { ended: ended.length }
  },
})
