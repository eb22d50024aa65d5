import { Ended, UserInput } from '@mas/contracts/identity'
import { lockUser } from '@mas/db/identity'
import { command } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { requireOther } from './admins.ts'
import { endSessions } from './end-sessions.ts'
import { present } from './self.ts'

export const endUserSessions = command({
  verb: 'identity.end-user-sessions',
  summary: "Ends all of a person's sessions at once.",
  permission: 'identity.end-user-sessions',
  fresh: true,
  refuses: ['identity.user-not-found', 'identity.self-change'],
  input: UserInput,
  output: Ended,
  run: async (t, { userId }) => {
    requireOther(t, userId)
    present(await lockUser(t.tx, userId))
    const ended = await endSessions(t, { userId }, 'by-admin')
    await record(t, { action: 'identity.end-user-sessions', subject: { type: 'user', id: userId }, after: { ended } })
    return { ended }
  },
})
