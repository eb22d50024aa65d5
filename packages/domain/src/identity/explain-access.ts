import type { Role, Scope } from '@mas/contracts/access'
import { permissionTable, type Permission } from '@mas/contracts/catalogue'
import { ExplainAccessInput, ExplainAccessOutput } from '@mas/contracts/identity'
import { findUser } from '@mas/db/identity'
import { decideAccess, fail, query } from '@mas/kernel'
import { accessRows } from './access-rows.ts'
import { actorFactsOf } from './actor-facts.ts'
import { mustEnrol } from './factor.ts'
import { admits } from './platform-gate.ts'
import { present } from './self.ts'

export const explainAccess = query({
  verb: 'identity.explain-access',
  summary:
    'Answers whether a person may use a permission at this instant, with every rule that was looked at, what it was given and whether it holds; the same decision as at a request.',
  permission: 'identity.explain-access',
  refuses: ['identity.user-not-found', 'request.invalid'],
  input: ExplainAccessInput,
  output: ExplainAccessOutput,
  run: async (ctx, { userId, permission, platform, ref }) => {
    if (!isPermission(permission))
      throw fail('request.invalid', { issues: [{ path: ['permission'], message: 'there is no such permission' }] })
    const reaches = ref === undefined ? undefined : accessRows().get(ref.type)
    if (ref !== undefined && reaches === undefined)
      throw fail('request.invalid', {
        issues: [{ path: ['ref', 'type'], message: `there are no such rows; known: ${[...accessRows().keys()].join(', ')}` }],
      })
    const user = present(await findUser(ctx.db, userId))
    const { state, role } = user
    const restricted = await mustEnrol(ctx, user)
    const pages: { pages?: readonly string[] } = role === 'SALES_HEAD' ? await actorFactsOf(ctx, userId) : {}
    const actor = { kind: 'user', userId, role, sessionId: userId, ...pages } as const
    const granted = decideAccess(actor, permission)
    const first = decideAccess(restricted ? { ...actor, restricted: 'enrol-factor' } : actor, permission)
    const trace = [
      { rule: 'the account is active', given: `state ${state}`, holds: state === 'active' },
      { rule: 'the platform admits the role', given: `${platform}, ${role}`, holds: admits(platform, role) },
      {
        rule: 'a second factor is enrolled where one is required',
        given: `class ${user.class}${restricted ? ', required and missing' : ''}`,
        holds: first.allowed === granted.allowed,
      },
      ...Object.entries(permissionTable[permission]).map(([grantee, grant]) => ({
        rule: `${grantee}: ${grant}`,
        given: `role ${role}${pages.pages === undefined ? '' : `, pages ${pages.pages.join(' ') || 'none'}`}`,
        holds: granted.allowed && grantee === speaksFor(role, permission),
      })),
      { rule: 'the rule that decided', given: first.rule, holds: first.allowed },
    ]
    const may = first.allowed && state === 'active' && admits(platform, role)
    const reach: Scope[] = []
    for (const scope of may ? first.reach : []) {
      // Asked as that person with that part of the grant alone: the question the verbs of the row's own domain ask.
      const reached = ref === undefined || (await reaches?.({ ...ctx, actor, grant: [scope] }, ref.id)) === true
      if (ref !== undefined) trace.push({ rule: `the row is within "${scope}"`, given: `${ref.type} ${ref.id}`, holds: reached })
      if (reached) reach.push(scope)
    }
    return { allowed: may && (ref === undefined || reach.length > 0), reach, trace }
  },
})

/** Whose grant counts for a role: its own, and where it has none, that of everybody signed in. */
function speaksFor(role: Role, permission: Permission): string {
  return Object.hasOwn(permissionTable[permission], role) ? role : 'ANY'
}
function isPermission(text: string): text is Permission {
  return Object.hasOwn(permissionTable, text)
}
