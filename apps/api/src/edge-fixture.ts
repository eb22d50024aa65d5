import { Role } from '@mas/contracts/access'
import { anonymous, fail, type UserActor } from '@mas/kernel'
import type { Harness } from '@mas/testing'
import { createApp } from './app.ts'
import type { ApiDeps } from './deps.ts'

/** For tests of the edge: a bearer token `ROLE:session` signs in as somebody of that role, any other is refused. */
export const resolveTestActor: ApiDeps['resolveActor'] = async (_ctx, { headers }) => {
  const token = /^Bearer (.*)$/.exec(headers.get('authorization') ?? '')?.[1]
  if (token === undefined) return anonymous
  const [roleText, sessionId = '01990000-0000-7000-8000-000000000002'] = token.split(':')
  const role = Role.safeParse(roleText)
  if (!role.success) throw fail('request.unauthenticated')
  const actor: UserActor = { kind: 'user', userId: '01990000-0000-7000-8000-000000000001', role: role.data, sessionId }
  return actor
}

export function testDeps(harness: Harness, more: Partial<ApiDeps> = {}): ApiDeps {
  return {
    runtime: harness.runtime,
    publicUrl: 'http://localhost',
    corsOrigins: ['https://app.example.in'],
    trustedProxies: 0,
    resolveActor: resolveTestActor,
    ...more,
  }
}

export function testApp(harness: Harness, more: Partial<ApiDeps> = {}, served: Parameters<typeof createApp>[1] = {}) {
  return createApp(testDeps(harness, more), served)
}
