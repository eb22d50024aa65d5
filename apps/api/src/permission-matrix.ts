import { Role } from '@mas/contracts/access'
import { permissionTable } from '@mas/contracts/catalogue'
import { anonymous, decideAccess, modeRefusal, system, type Actor, type UserActor, type VerbMeta } from '@mas/kernel'
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

/** Every page flag that the grants of a permission name. */
function pagesOf(permission: VerbMeta['permission']): string[] {
  if (permission === 'public') return []
  return Object.values(permissionTable[permission]).flatMap((grant: string) => grant.split('@').slice(1))
}

/** Who may call which verb and how far it reaches, as a table for people: `·` is a refusal. */
export function permissionMatrix(): string {
  const columns = everybody({ permission: 'public' }).map(([column]) => column)
  const rows = verbsByPath()
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
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
  ].join('\n')
}

function cell(actor: Actor, verb: VerbMeta): string {
  if (modeRefusal(actor, verb) !== undefined) return '·'
  const { allowed, reach } = decideAccess(actor, verb.permission)
  return allowed ? reach.join('+') : '·'
}
