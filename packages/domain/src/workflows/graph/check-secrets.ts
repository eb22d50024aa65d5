import type { Reading, Report } from './compile-graph.ts'

/** Shapes of keys and tokens of well-known services, private keys, and what stands behind `Bearer` and `Basic`. */
const shapes = [
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /\b[spr]k_(live|test)_[A-Za-z0-9]{8,}/,
  /\brzp_(live|test)_[A-Za-z0-9]{8,}/,
  /\bAKIA[0-9A-Z]{16}\b/,
  /\bAIza[0-9A-Za-z_-]{30,}/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/,
  /\bwhsec_[A-Za-z0-9+/=]{16,}/,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{5,}/,
  /\b(bearer|basic)\s+(?!\{\{)[A-Za-z0-9._~+/=-]{12,}/i,
  /^[a-z]+:\/\/[^/\s:@]+:[^/\s@]+@/i,
  /[?&](api[-_]?key|access[-_]?token|token|secret|password|signature)=(?!\{\{)[^&\s]{6,}/i,
]
/** Names whose value is one, whatever it looks like. */
const names = /^(authorization|x-api-key|api[-_]?key|.*(password|passwd|secret|access[-_]?token|private[-_]?key))$/i

/** A graph is exported, diffed and shown to many: keys belong into the store and are referred to by name. */
export function checkSecrets({ graph, installation }: Reading, report: Report): void {
  for (const { id, type, data } of graph.nodes)
    for (const { path, key, text } of textsOf(data, '')) {
      if (looksSecret(key, text)) report('secret-in-graph', 'this looks like a key or a password', { nodeId: id, path })
      for (const name of secretsIn(text)) {
        const detail = problemOf(name, type === 'call-webhook' && /^\/(url|headers|body)\b/.test(path), installation)
        if (detail !== undefined) report('secret-unknown', detail, { nodeId: id, path })
      }
    }
}

/** Names of the secrets that a text refers to, well written or not. */
export function secretsIn(text: string): string[] {
  return [...text.matchAll(/\{\{\s*secret\.([^}\s]*)\s*\}\}/g)].map(([, name = '']) => name)
}

function problemOf(name: string, isPutIn: boolean, { hasSecret }: Reading['installation']): string | undefined {
  if (!isPutIn) return `secrets are put into the address, headers and body of a call, and nowhere else`
  return hasSecret(name) ? undefined : `there is no secret ${name}`
}

function looksSecret(key: string, text: string): boolean {
  if (shapes.some((shape) => shape.test(text))) return true
  return names.test(key) && text.length >= 6 && !/\{\{\s*secret\./.test(text)
}

function textsOf(value: unknown, path: string, key = ''): { path: string; key: string; text: string }[] {
  if (typeof value === 'string') return [{ path, key, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => textsOf(member, `${path}/${name}`, Array.isArray(value) ? key : name))
}
