import { eq, sql } from 'drizzle-orm'
import { preparedOnce } from '../prepared.ts'
import { users } from './schema.ts'
import { sessionHorizon, sessions } from './sessions-schema.ts'

/** Session and person by primary key, and the administrator behind an impersonation: the one read of every signed-in request. */
export const sessionReader = preparedOnce((db) =>
  db
    .select({
      userId: sessions.userId,
      kind: sessions.kind,
      epoch: sessions.epoch,
      seenGeneration: sessions.seenGeneration,
      factorAt: sessions.factorAt,
      restricted: sessions.restricted,
      viaUserId: sessions.viaUserId,
      /** Whoever looks through the person's eyes is an active administrator, and the person is none. */
      mayLook: sql<boolean>`case when ${sessions.viaUserId} is null then true else ${users.role} <> 'ADMIN' and exists (
        select 1 from identity.users v where v.id = ${sessions.viaUserId} and v.role = 'ADMIN' and v.state = 'active') end`,
      endedAt: sessions.endedAt,
      allEnded: sql<boolean>`exists (select 1 from ${sessionHorizon} where ${sessionHorizon.endsUntil} >= ${sessions.authenticatedAt})`,
      idleExpiresAt: sessions.idleExpiresAt,
      absoluteExpiresAt: sessions.absoluteExpiresAt,
      role: users.role,
      state: users.state,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.id, sql.placeholder('sessionId')))
    .prepare('identity_session'),
)
