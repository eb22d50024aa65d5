import { getUser, listSessions, listSignIns, listUsers, resolveSession } from '@mas/domain/identity'
import { newId, type Ctx, type UserActor } from '@mas/kernel'
import type { Runtime } from '@mas/platform'
import { printFigures, sideBySide, type Figure } from '../measure/side-by-side.ts'
import { visitor } from './open.ts'

const idOf = (prefix: string, n: number) => `${prefix}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** The reads of a signed-in request and of the lists about people, among few people and among many: each should cost the same. */
export async function growth(
  few: { readonly runtime: Runtime; readonly users: number },
  many: { readonly runtime: Runtime; readonly users: number },
  seconds: number,
  rounds: number,
): Promise<Readonly<Record<string, Figure[]>>> {
  const figures: Record<string, Figure[]> = {}
  for (const [what, read] of Object.entries(reads)) {
    const among = ({ runtime, users }: typeof few) => ({
      name: `among ${users}`,
      once: () => read(visitor(runtime), 1 + Math.floor(Math.random() * users)),
    })
    figures[what] = await sideBySide([among(few), among(many)], { seconds, rounds, callers: 8 })
    printFigures(what, figures[what])
  }
  return figures
}

/** Each as somebody else, so that no budget of requests is what is measured. */
const admin = (): UserActor => ({ kind: 'user', userId: newId(), role: 'ADMIN', sessionId: newId() })
const reads: Readonly<Record<string, (ctx: Ctx, n: number) => Promise<unknown>>> = {
  'session and person of a request': (ctx, n) => resolveSession(ctx, idOf('01991000', n)),
  'own sessions': async (ctx, n) => listSessions({ ...ctx, actor: await resolveSession(ctx, idOf('01991000', n)) }, {}),
  'own sign-ins': async (ctx, n) => listSignIns({ ...ctx, actor: await resolveSession(ctx, idOf('01991000', n)) }, {}),
  'one person': (ctx, n) => getUser({ ...ctx, actor: admin() }, { userId: idOf('01990000', n) }),
  'people by address': (ctx, n) => listUsers({ ...ctx, actor: admin() }, { email: `seed${n}@example.in` }),
  'newest people': (ctx) => listUsers({ ...ctx, actor: admin() }, {}),
}
