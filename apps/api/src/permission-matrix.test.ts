import type { Role } from '@mas/contracts/access'
import { permissionTable } from '@mas/contracts/catalogue'
import { rows, sql } from '@mas/db'
import { resolveAccess, signOut } from '@mas/domain/identity'
import { anonymous, authorize, decideAccess, modeRefusal, newId, type Db, type UserActor, type VerbMeta } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { answerTo, callerIn, callerStates, rolesIn, stateCell } from './caller-states.ts'
import { everybody, permissionMatrix } from './permission-matrix.ts'
import { resolveActor } from './auth/resolve-actor.ts'
import { testApp } from './edge-fixture.ts'
import { registered, worldPorts } from './foreign-world-fixture.ts'
import { verbsByPath } from './trpc/verbs.ts'

const harness = useHarness({ ports: worldPorts })

test('the matrix in docs is what the tables say', async () => {
  expect(await Bun.file(new URL('../../../docs/permission-matrix.md', import.meta.url)).text()).toBe(permissionMatrix())
})

test('no cell is undecided: every caller is either refused or reaches something', async () => {
  for (const [path, verb] of verbsByPath())
    for (const [column, actor] of everybody(verb)) {
      const { allowed, page, reach, rule } = decideAccess(actor, verb.permission)
      expect({ path, column, decided: allowed ? reach.length > 0 : rule !== '' }).toEqual({ path, column, decided: true })
      const answer = refusalOf((async () => authorize(actor, verb.permission, false, 0))())
      const refused =
        actor.kind === 'anonymous' ? 'request.unauthenticated' : page === undefined ? 'request.forbidden' : 'identity.page-refused'
      expect(await answer).toBe(allowed ? 'nothing was refused' : refused)
    }
})

test('no cell of a caller state is undecided, and none differs from role to role', () => {
  for (const [path, verb] of verbsByPath())
    for (const state of callerStates) expect([path, state, stateCell(state, verb)]).toEqual([path, state, expect.stringMatching(/./)])
})

test('every verb meets every state of a caller as the page says, through the edge', async () => {
  let caller: UserActor | undefined
  const app = testApp(harness, { resolveActor: async () => caller ?? anonymous })
  const best = (role: Role, verb: VerbMeta): UserActor => ({
    ...callerIn('stale', role, verb),
    confirmedAtMs: harness.clock.now().getTime(),
  })
  /** Somebody else each time, so that no budget of calls runs out. */
  const codeOf = async (path: string, verb: VerbMeta, as: UserActor) => {
    caller = { ...as, userId: newId(), sessionId: newId() }
    return /"code":"([a-z.-]+)"/.exec(await (await app.request(`/trpc/${path}`, methodOf(verb))).text())?.[1]
  }
  for (const [path, verb] of verbsByPath()) {
    if (verb.kind === 'watch') continue
    for (const state of callerStates)
      for (const role of rolesIn(state, verb).slice(0, 1)) {
        const code = await codeOf(path, verb, callerIn(state, role, verb, harness.clock.now().getTime()))
        const refused = answerTo(callerIn(state, role, verb), verb)
        if (refused !== undefined) expect([path, state, code]).toEqual([path, state, refused])
        // A rule of the verb itself, which looks at what the input asks for: the same for whoever is in no such state.
        else if (code === 'request.forbidden')
          expect([path, state, await codeOf(path, verb, best(role, verb))]).toEqual([path, state, code])
      }
  }
}, 180_000)

test('a session that has ended, and a person who is blocked, are refused by every guarded verb, and strangers to the public ones', async () => {
  const app = testApp(harness, { resolveActor })
  const [ended, blocked] = [
    await registered(harness, 'Asha Rao', 'asha@matrix.example'),
    await registered(harness, 'Ravi Nair', 'ravi@matrix.example'),
  ]
  await signOut(harness.ctx(await resolveAccess(harness.ctx(anonymous), ended.accessToken)), {})
  await rows(
    harness.runtime.driver.db,
    sql`update identity.users set state = 'blocked', blocked_at = now() where email = 'ravi@matrix.example'`,
  )
  // Live queries are streams, of which `sessions-everywhere.test.ts` proves the same.
  for (const [path, verb] of verbsByPath().filter(([, one]) => one.kind !== 'watch'))
    for (const [tokens, refusal] of [
      [ended, 'identity.session-ended'],
      [blocked, 'identity.blocked'],
    ] as const) {
      const method = methodOf(verb)
      const answer = await app.request(`/trpc/${path}`, {
        ...method,
        headers: { ...method.headers, authorization: `Bearer ${tokens.accessToken}` },
      })
      const code = /"code":"([a-z.-]+)"/.exec(await answer.text())?.[1]
      if (verb.permission === 'public') expect([path, code]).not.toEqual([path, refusal])
      else expect([path, code]).toEqual([path, refusal])
    }
}, 180_000)

test('what changes how people sign in, and what administrators do to others, asks for a fresh sign-in', () => {
  const fresh = verbsByPath().flatMap(([path, verb]) => (verb.fresh ? [path] : []))
  expect(fresh).toEqual(expect.arrayContaining([...sensitive]))
})

test('an emergency session changes only what the table opens to it, and whoever looks through another person changes nothing', () => {
  const writes = verbsByPath().filter(([, verb]) => verb.kind !== 'query' && verb.kind !== 'watch')
  const openTo = (mode: 'break-glass' | 'impersonation') =>
    writes.flatMap(([path, verb]) =>
      modeRefusal({ kind: 'user', userId: 'u', role: 'ADMIN', sessionId: 's', mode }, verb) === undefined ? [path] : [],
    )
  expect(openTo('impersonation').toSorted()).toEqual(['identity.signOut', 'identity.stopImpersonation'])
  expect(openTo('break-glass').toSorted()).toEqual([
    'identity.endUserSessions',
    'identity.resetFactors',
    'identity.sendPasswordReset',
    'identity.signOut',
    'identity.stopImpersonation',
    'identity.unblockUser',
    'settings.killFlag',
  ])
})

test('every permission is granted to somebody, and a verb asks for one of its own domain', () => {
  for (const [permission, grants] of Object.entries(permissionTable))
    expect([permission, Object.keys(grants).length > 0]).toEqual([permission, true])
  for (const [path, verb] of verbsByPath())
    if (verb.permission !== 'public') expect([path, verb.permission.split('.')[0]]).toEqual([path, verb.verb.split('.')[0] ?? ''])
})

test('strangers are refused by every guarded verb before a byte of the database is read', async () => {
  const touched: string[] = []
  const trap = new Proxy({}, { get: (_target, name) => (touched.push(String(name)), undefined) })
  const { runtime } = harness
  const app = testApp(harness, {
    resolveActor: async () => anonymous,
    runtime: {
      ...runtime,
      ctx: (...args) => ({
        ...runtime.ctx(...args),
        db: databaseOf(trap),
        infra: {
          ...runtime.infra,
          transact: async () => Promise.reject(new Error('touched')),
          takeRate: async () => void touched.push('takeRate'),
        },
      }),
    },
  })
  for (const [path, verb] of verbsByPath()) {
    if (verb.permission === 'public' || verb.kind === 'watch') continue
    const answer = await app.request(`/trpc/${path}`, methodOf(verb))
    expect([path, answer.status]).toEqual([path, 401])
  }
  expect(touched).toEqual([])
})

function methodOf(verb: VerbMeta): RequestInit {
  return verb.kind === 'query' ? {} : { method: 'POST', body: '{"json":{}}', headers: { 'content-type': 'application/json' } }
}

/** A trap that notes every use in place of the pool. */
function databaseOf(trap: object): Db {
  return trap as Db
}

/** Verbs that ask for a confirmation of identity at most ten minutes old. */
const sensitive = [
  'audit.exportRange',
  'identity.approveRoleChange',
  'identity.changeRole',
  'identity.confirmEmailChange',
  'identity.confirmTotp',
  'identity.endAllSessions',
  'identity.endOtherSessions',
  'identity.endSession',
  'identity.endUserSessions',
  'identity.listOpenings',
  'identity.rejectRoleChange',
  'identity.removeTotp',
  'identity.renewRecoveryCodes',
  'identity.resetFactors',
  'identity.reviewOpening',
  'identity.sealBreakGlass',
  'identity.startEmailChange',
  'identity.startImpersonation',
  'identity.startTotp',
]
