import type { AuditEntry } from '@mas/contracts/audit'

/** Who did it, for a person to read: `ADMIN 0192…`, `the job identity.sweep`, `… as 0193…`. */
export function whoDid({ actor }: AuditEntry): string {
  const { id } = actor
  switch (actor.kind) {
    case 'user':
      return actor.via === undefined ? `${actor.role ?? 'user'} ${id}` : `${actor.via} acting as ${actor.role ?? 'user'} ${id}`
    case 'system':
      return `the job ${id}`
    case 'anonymous':
      return 'a visitor who was not signed in'
    default:
      return `the ${actor.kind} ${id}`
  }
}

/** One entry in words: who, what, from what to what, why. */
export function inWords(entry: AuditEntry): string {
  const verb = { write: 'did', read: 'looked with', refused: 'was refused' }[entry.effect]
  const changes = changesOf(entry.before ?? {}, entry.after ?? {})
  const why = entry.reason === undefined ? '' : `, because: ${entry.reason}`
  return `${whoDid(entry)} ${verb} ${entry.action}${changes.length === 0 ? '' : `: ${changes.join('; ')}`}${why}`
}

function changesOf(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names.map((name) => {
    if (!(name in after)) return `${name} was ${shown(before[name])}`
    return name in before ? `${name} from ${shown(before[name])} to ${shown(after[name])}` : `${name} set to ${shown(after[name])}`
  })
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
