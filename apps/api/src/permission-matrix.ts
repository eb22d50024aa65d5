import { Role } from '@mas/contracts/access'
import { anonymous, decideAccess, modeRefusal, system, type Actor, type UserActor, type VerbMeta } from '@mas/kernel'
import { callerStates, elsewhereCell, pagesOf, stateCell } from './caller-states.ts'
import { verbsByPath } from './trpc/verbs.ts'

const id = '01990000-0000-7000-8000-000000000000'

/** One of everybody who can call: each role, a sales head with and without pages, and every caller that is no person. */
export function everybody(verb: Pick<VerbMeta, 'permission'>): readonly (readonly [column: string, actor: Actor])[] {
  const user = (role: Role, pages?: readonly string[]): UserActor => ({
    kind: 'user',
    userId: id,
    role,
    sessionId: id,
    ...(pages && { pages }),
  })
  return [
    ['anonymous', anonymous],
    ...Role.options.map((role) => [role, user(role)] as const),
    ['SALES_HEAD +pages', user('SALES_HEAD', pagesOf(verb.permission))],
    ['BREAK_GLASS', { ...user('ADMIN'), mode: 'break-glass' }],
    ['VENDOR', { kind: 'vendor', vendorId: id, keyId: id, scopes: [verb.permission], mode: 'live' }],
    ['SYSTEM', system('test')],
    ['WORKFLOW', { kind: 'workflow', runId: id }],
    ['WEBHOOK', { kind: 'webhook', provider: 'test' }],
  ]
}

/** Who may call which verb and how far it reaches, as a table for people: `·` is a refusal. */
export function permissionMatrix(): string {
  const columns = everybody({ permission: 'public' }).map(([column]) => column)
  const verbs = verbsByPath().toSorted(([a], [b]) => (a < b ? -1 : 1))
  const rows = verbs.map(
    ([path, verb]) =>
      `| ${path} | ${verb.permission}${verb.fresh ? ' (fresh)' : ''} | ${everybody(verb)
        .map(([, actor]) => cell(actor, verb))
        .join(' | ')} |`,
  )
  return [
    '# Who may call what',
    '',
    "Written by `bun run generate` from the permission tables. A cell says how far the grant reaches; `·` is refused. BREAK_GLASS is an emergency session on an administrator's account; VENDOR is a key that carries the scope.",
    '',
    `| Verb | Permission | ${columns.join(' | ')} |`,
    `|---|---|${columns.map(() => '---|').join('')}`,
    ...rows,
    '',
    '## What the state of the caller changes',
    '',
    'For whoever the grid above lets in. `✓` nothing · `confirm` refused with `request.fresh-sign-in-required` until identity is confirmed, `(confirm)` only for what is guarded in its data · `looks only` `identity.impersonation-read-only` · `no` refused (`request.forbidden` without a second factor that must be enrolled, `identity.break-glass-denied` in an emergency) · `page` `identity.page-refused` · `–` nobody is in that state.',
    '',
    '- **Stale**: identity was last confirmed more than ten minutes ago. **No factor**: a second factor must be enrolled first. **Looking through**: an administrator in an impersonated session, which nothing can confirm. **Emergency**: a session of the emergency door. **Page off**: a sales head without the page that the grant names.',
    '- **A row of somebody else** that the grant does not reach is `hidden` from callers with these reaches: not found, and missing from every list and count. `any`: the grant reaches every row. `by proof`: whoever holds the code, link or ticket that the input carries, and nobody else.',
    '- A **session that has ended, or whose person is blocked**, is refused by every guarded verb before the verb is looked at (`identity.session-ended`, `identity.blocked`); public verbs, which are how one signs in again, take the caller for a stranger.',
    '',
    '| Verb | Stale | No factor | Looking through | Emergency | Page off | A row of somebody else |',
    '|---|---|---|---|---|---|---|',
    ...verbs.map(
      ([path, verb]) => `| ${path} | ${callerStates.map((state) => stateCell(state, verb)).join(' | ')} | ${elsewhereCell(verb)} |`,
    ),
    '',
  ].join('\n')
}

function cell(actor: Actor, verb: VerbMeta): string {
  if (modeRefusal(actor, verb) !== undefined) return '·'
  const { allowed, reach } = decideAccess(actor, verb.permission)
  return allowed ? reach.join('+') : '·'
}
