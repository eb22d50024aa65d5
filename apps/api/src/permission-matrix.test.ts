import { permissionTable } from '@mas/contracts/catalogue'
import { anonymous, authorize, decideAccess, modeRefusal, type Db, type VerbMeta } from '@mas/kernel'
import { refusalOf, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { everybody, permissionMatrix } from './permission-matrix.ts'
import { testApp } from './edge-fixture.ts'
import { verbsByPath } from './trpc/verbs.ts'

const harness = useHarness()

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
    'settings.setSetting',
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
