import { Role } from '@mas/contracts/access'
import { permissionTable, type Permission } from '@mas/contracts/catalogue'
import { describe, expect, test } from 'bun:test'
import { anonymous, system, type Actor, type UserActor } from './actor.ts'
import { authorize, decideAccess, decideGrants, freshForMs } from './authorize.ts'
import { AppError } from './errors.ts'

const user = (role: UserActor['role'], more: Partial<UserActor> = {}): UserActor => ({
  kind: 'user',
  userId: 'u',
  role,
  sessionId: 's',
  ...more,
})
const vendor = (...scopes: string[]): Actor => ({ kind: 'vendor', vendorId: 'v', keyId: 'k', scopes, mode: 'live' })
const permission = 'test.capture-lead'
const decide = (actor: Actor, grants: Parameters<typeof decideGrants>[2]) => decideGrants(actor, permission, grants)
const reach = (...args: Parameters<typeof decide>) => (decide(...args).allowed ? decide(...args).reach.join('+') : 'refused')

describe('people', () => {
  test('get what their role is granted, and nothing where it is not named', () => {
    expect(reach(user('SALES'), { SALES: 'own', SALES_HEAD: 'pool+team' })).toBe('own')
    expect(reach(user('SALES_HEAD'), { SALES: 'own', SALES_HEAD: 'pool+team' })).toBe('team+pool')
    expect(reach(user('USER'), { SALES: 'own' })).toBe('refused')
  })
  test('get what everybody signed in gets, unless their own role says otherwise', () => {
    expect(reach(user('USER'), { ANY: 'own' })).toBe('own')
    expect(reach(user('FINANCE'), { ANY: 'own', FINANCE: 'all' })).toBe('all')
    expect(reach(anonymous, { ANY: 'own' })).toBe('refused')
  })
  test('an administrator passes every guard that names a person', () => {
    for (const role of Role.options) expect(reach(user('ADMIN'), { [role]: 'own' })).toBe(role === 'ADMIN' ? 'own' : 'all')
  })
  test('an administrator passes no guard that names machines only', () => {
    for (const machine of ['VENDOR', 'WEBHOOK', 'SYSTEM', 'WORKFLOW']) expect(reach(user('ADMIN'), { [machine]: 'all' })).toBe('refused')
    expect(reach(user('ADMIN'), { VENDOR: 'own', SALES: 'own' })).toBe('all')
  })
  test("a sales head needs the page's flag where the grant names one", () => {
    const grants = { SALES_HEAD: 'pool@assign' } as const
    expect(reach(user('SALES_HEAD', { pages: ['assign'] }), grants)).toBe('pool')
    expect(reach(user('SALES_HEAD', { pages: ['other'] }), grants)).toBe('refused')
    expect(reach(user('SALES_HEAD'), grants)).toBe('refused')
  })
  test('page flags bind nobody but a sales head', () => {
    expect(reach(user('SALES'), { SALES: 'own@assign' })).toBe('own')
    expect(reach(user('ADMIN'), { SALES_HEAD: 'pool@assign' })).toBe('all')
  })
})

describe('machines', () => {
  test('a key needs the scope and the grant, both', () => {
    expect(reach(vendor(permission), { VENDOR: 'own' })).toBe('own')
    expect(reach(vendor(), { VENDOR: 'own' })).toBe('refused')
    expect(reach(vendor(permission), { SALES: 'own', ANY: 'own' })).toBe('refused')
  })
  test('jobs, workflows and webhooks get only what names them', () => {
    expect(reach(system('x'), { SYSTEM: 'all' })).toBe('all')
    expect(reach({ kind: 'workflow', runId: 'r' }, { WORKFLOW: 'all' })).toBe('all')
    expect(reach({ kind: 'webhook', provider: 'p' }, { WEBHOOK: 'all' })).toBe('all')
    expect(reach(system('x'), { ANY: 'all', ADMIN: 'all', WORKFLOW: 'all' })).toBe('refused')
    expect(reach({ kind: 'webhook', provider: 'p' }, { ANY: 'all', SYSTEM: 'all' })).toBe('refused')
  })
})

describe('the real table', () => {
  const permissions = Object.keys(permissionTable).filter((name): name is Permission => Object.hasOwn(permissionTable, name))
  const actors: Actor[] = [...Role.options.map((role) => user(role)), vendor(), system('x'), anonymous]
  test('decides every cell, with a rule in words, and never lets in somebody who is not signed in', () => {
    expect(permissions.length).toBeGreaterThan(0)
    for (const name of permissions)
      for (const actor of actors) {
        const decision = decideAccess(actor, name)
        expect(decision.rule).not.toBe('')
        expect(decision.reach.length > 0).toBe(decision.allowed)
        if (actor.kind === 'anonymous') expect(decision.allowed).toBe(false)
      }
  })
  test('what is public is open to everybody', () => {
    for (const actor of actors) expect(decideAccess(actor, 'public').allowed).toBe(true)
  })
})

describe('refusals', () => {
  const now = Date.UTC(2026, 10, 23)
  const [some] = Object.keys(permissionTable).filter((name): name is Permission => Object.hasOwn(permissionTable, name))
  const codeOf = (actor: Actor, fresh: boolean, wanted: Permission | 'public' | undefined = some) => {
    try {
      authorize(actor, wanted ?? 'public', fresh, now)
      return 'allowed'
    } catch (thrown) {
      return thrown instanceof AppError ? thrown.code : String(thrown)
    }
  }
  test('tell who must sign in from who may not', () => {
    expect(codeOf(anonymous, false)).toBe('request.unauthenticated')
    expect(codeOf(user('USER'), false)).toBe('request.forbidden')
    expect(codeOf(user('ADMIN'), false)).toBe('allowed')
  })
  test('a confirmation of identity is good for ten minutes and not a millisecond more', () => {
    expect(codeOf(user('ADMIN', { confirmedAtMs: now - freshForMs + 1 }), true)).toBe('allowed')
    expect(codeOf(user('ADMIN', { confirmedAtMs: now - freshForMs }), true)).toBe('request.fresh-sign-in-required')
    expect(codeOf(user('ADMIN'), true)).toBe('request.fresh-sign-in-required')
  })
})

test('a sales head without the page hears which one is missing', () => {
  expect(decide(user('SALES_HEAD', { pages: [] }), { SALES_HEAD: 'pool@assign' })).toMatchObject({ allowed: false, page: 'assign' })
})

test('a session that must enrol a second factor may do nothing else, whatever its role', () => {
  for (const role of Role.options) {
    const restricted = user(role, { restricted: 'enrol-factor' })
    for (const one of ['identity.use-own-account', 'identity.change-role', 'identity.list-sign-ins'] as const)
      expect(decideAccess(restricted, one)).toMatchObject({ allowed: false, rule: 'enrol a second factor first' })
    expect(decideAccess(restricted, 'identity.use-restricted-session').allowed).toBe(true)
  }
})
