import { permissionTable } from '@mas/contracts/catalogue'
import { anonymous, authorize, decideAccess, type Db, type VerbMeta } from '@mas/kernel'
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
      const { allowed, reach, rule } = decideAccess(actor, verb.permission)
      expect({ path, column, decided: allowed ? reach.length > 0 : rule !== '' }).toEqual({ path, column, decided: true })
      const answer = refusalOf((async () => authorize(actor, verb.permission, false, 0))())
      expect(await answer).toBe(
        allowed ? 'nothing was refused' : actor.kind === 'anonymous' ? 'request.unauthenticated' : 'request.forbidden',
      )
    }
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
