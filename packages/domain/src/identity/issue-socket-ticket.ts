import { NoInput, SocketTicket } from '@mas/contracts/identity'
import { insertTicket } from '@mas/db/identity'
import { flow, newId } from '@mas/kernel'
import { hashOf, newSecret } from './secrets.ts'
import { ownRow, selfOf } from './self.ts'

const lifeMs = 30_000

export const issueSocketTicket = flow({
  verb: 'identity.issue-socket-ticket',
  summary: 'Makes a ticket (30 seconds, one use) with which a socket opens as this very session, so that no token stands in an address.',
  permission: 'identity.use-own-account',
  input: NoInput,
  output: SocketTicket,
  run: async (ctx) => {
    const { sessionId } = selfOf(ctx)
    const { id: userId } = await ownRow(ctx)
    const now = ctx.clock.now()
    const id = newId(now.getTime())
    const ticket = newSecret('mso')
    const expiresAt = new Date(now.getTime() + lifeMs)
    const payload = ctx.infra.keys.seal('identity.socket', sessionId, id)
    await insertTicket(ctx.db, { id, kind: 'socket', hash: hashOf(ticket), userId, payload, now, expiresAt })
    return { ticket, expiresAt: expiresAt.toISOString() }
  },
})
