import { isSigned, signWith, type FileKeys } from './file-keys.ts'

export type Disposition = 'inline' | 'attachment'
export interface LinkFacts {
  readonly fileId: string
  readonly disposition: Disposition
  /** Unix seconds; valid while now is before it. */
  readonly expires: number
  readonly linkId: string
}
export type LinkAnswer =
  | LinkFacts
  | { readonly refused: 'files.link-invalid' }
  | { readonly refused: 'files.link-expired'; readonly link: LinkFacts }

/** One object, one expiry, one disposition (rule 1): `/f/<id>?d=…&e=…&k=…&n=…&s=…`. */
export function linkPath(keys: FileKeys, link: LinkFacts): string {
  const key = keys.key(keys.current)
  if (key === undefined) throw new Error('the current signing key is missing')
  const d = link.disposition === 'inline' ? 'i' : 'a'
  const signature = signWith(key, signedText(link.fileId, d, String(link.expires), link.linkId))
  return `/f/${link.fileId}?d=${d}&e=${link.expires}&k=${keys.current}&n=${link.linkId}&s=${signature}`
}

/** Decides before anything is read. The signature comes first: a forged link learns nothing, not even that it is late. */
export function readLink(keys: FileKeys, fileId: string, query: URLSearchParams, nowMs: number): LinkAnswer {
  const [d = '', e = '', k = '', n = '', s = ''] = ['d', 'e', 'k', 'n', 's'].map((name) => query.get(name) ?? '')
  const key = /^\d{1,4}$/.test(k) ? keys.key(Number(k)) : undefined
  const wellFormed = (d === 'i' || d === 'a') && /^\d{1,12}$/.test(e)
  if (key === undefined || !wellFormed || !isSigned(key, signedText(fileId, d, e, n), s)) return { refused: 'files.link-invalid' }
  const link: LinkFacts = { fileId, disposition: d === 'i' ? 'inline' : 'attachment', expires: Number(e), linkId: n }
  return nowMs >= Number(e) * 1000 ? { refused: 'files.link-expired', link } : link
}

const signedText = (fileId: string, d: string, e: string, n: string) => `files-link-v1\n${fileId}\n${d}\n${e}\n${n}`

/**
 * A link names its holder, so that nothing is written when it is signed and the log still says who it was given to:
 * `<id>.<holder>`, and `.<name>` where the file is to be saved under another one. All of it is signed.
 */
export function linkIdOf(id: string, holder: string, asName: string | undefined): string {
  return [id, encoded(holder), ...(asName === undefined ? [] : [encoded(asName)])].join('.')
}

export function readLinkId(linkId: string): { id: string; holder: string; asName: string | undefined } {
  const [id = '', holder = '', asName] = linkId.split('.')
  return { id, holder: holder === '' ? 'unknown' : decoded(holder), asName: asName === undefined ? undefined : decoded(asName) }
}

const encoded = (text: string) => Buffer.from(text).toString('base64url')
const decoded = (text: string) => Buffer.from(text, 'base64url').toString('utf8')
