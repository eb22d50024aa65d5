import { Role } from '@mas/contracts/access'
import { permissionTable, type ErrorCode } from '@mas/contracts/catalogue'
import { AppError, grantFor, type UserActor, type VerbMeta } from '@mas/kernel'

const id = '01990000-0000-7000-8000-000000000000'
/** Any instant: what counts is how long ago somebody confirmed who they are. */
const nowMs = Date.UTC(2026, 10, 23)

/** What a session can be besides one of a person who proved a moment ago who they are. */
export const callerStates = ['stale', 'restricted', 'impersonation', 'emergency', 'page off'] as const
export type CallerState = (typeof callerStates)[number]

/** Words of the page for the refusals that a state can bring. */
export const stateWords: Readonly<Partial<Record<ErrorCode, string>>> = {
  'request.fresh-sign-in-required': 'confirm',
  'request.forbidden': 'no',
  'identity.impersonation-read-only': 'looks only',
  'identity.break-glass-denied': 'no',
  'identity.page-refused': 'page',
}

/** Somebody of the role in the state, at the instant of their call. */
export function callerIn(state: CallerState, role: Role, verb: Pick<VerbMeta, 'permission'>, atMs = nowMs): UserActor {
  const person: UserActor = { kind: 'user', userId: id, role, sessionId: id, pages: pagesOf(verb.permission), confirmedAtMs: atMs }
  switch (state) {
    case 'stale':
      return { ...person, confirmedAtMs: 0 }
    case 'restricted':
      return { ...person, restricted: 'enrol-factor' }
    case 'impersonation':
      return { ...person, mode: 'impersonation', via: id, confirmedAtMs: 0 }
    case 'emergency':
      return { ...person, mode: 'break-glass' }
    case 'page off':
      return { ...person, pages: [] }
  }
}

/** Who may call the verb in the best of states, and can come into this one. */
export function rolesIn(state: CallerState, verb: VerbMeta): Role[] {
  const granted = Role.options.filter((role) => answerTo(callerIn('stale', role, verb), { ...verb, fresh: false }) === undefined)
  // The emergency door leads to an administrator's account, and only a sales head has pages.
  if (state === 'emergency') return granted.filter((role) => role === 'ADMIN')
  return state === 'page off' ? granted.filter((role) => role === 'SALES_HEAD' && pagesOf(verb.permission).length > 0) : granted
}

/** The refusal that such a caller meets; undefined where the grant holds as it is. */
export function answerTo(actor: UserActor, verb: VerbMeta, atMs = nowMs): ErrorCode | undefined {
  try {
    grantFor(actor, verb, atMs)
    return undefined
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code
    throw thrown
  }
}

/** One cell: `✓` where the state changes nothing, `–` where nobody can be in it, else the word of the refusal. */
export function stateCell(state: CallerState, verb: VerbMeta): string {
  const words = new Set(rolesIn(state, verb).map((role) => wordOf(answerTo(callerIn(state, role, verb), verb))))
  if (words.size > 1) throw new Error(`${verb.verb}: ${state} means something else from role to role`)
  const [word = '–'] = words
  const sometimes = word === '✓' && state === 'stale' && verb.refuses.includes('request.fresh-sign-in-required')
  return sometimes ? '(confirm)' : word
}

/** What happens to a row that the grant does not reach. */
export function elsewhereCell(verb: VerbMeta): string {
  if (verb.permission === 'public') return 'by proof'
  const reaches = Role.options.flatMap((role) => {
    try {
      return [...grantFor(callerIn('stale', role, verb), { ...verb, fresh: false }, nowMs)]
    } catch {
      return [] // not granted; the grid above says so
    }
  })
  if (reaches.length === 0) return '–'
  const short = [...new Set(reaches.filter((scope) => scope !== 'all'))]
  return short.length === 0 ? 'any' : `hidden (${short.join(', ')})`
}

function wordOf(code: ErrorCode | undefined): string {
  if (code === undefined) return '✓'
  const word = stateWords[code]
  if (word === undefined) throw new Error(`no word for ${code}`)
  return word
}

/** Every page flag that the grants of a permission name. */
export function pagesOf(permission: VerbMeta['permission']): string[] {
  if (permission === 'public') return []
  return Object.values(permissionTable[permission]).flatMap((grant: string) => grant.split('@').slice(1))
}
