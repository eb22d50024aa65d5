import { isSigned, signWith, type FileKeys } from './file-keys.ts'

export interface TicketFacts {
  readonly fileId: string
  readonly expiresAtMs: number
}

/** `<file id>.<unix seconds>.<key version>.<signature>` */
export function signTicket(keys: FileKeys, fileId: string, expiresAt: Date): string {
  const key = keys.key(keys.current)
  if (key === undefined) throw new Error('the current signing key is missing')
  const expires = Math.floor(expiresAt.getTime() / 1000)
  return `${fileId}.${expires}.${keys.current}.${signWith(key, signedText(fileId, String(expires)))}`
}

/** Undefined when the ticket was not issued by us; whether it has run out is for the caller to see. */
export function readTicket(keys: FileKeys, ticket: string): TicketFacts | undefined {
  const [fileId = '', expires = '', version = '', signature = '', ...rest] = ticket.split('.')
  if (rest.length > 0 || !/^\d{1,12}$/.test(expires) || !/^\d{1,4}$/.test(version)) return undefined
  const key = keys.key(Number(version))
  if (key === undefined || !isSigned(key, signedText(fileId, expires), signature)) return undefined
  return { fileId, expiresAtMs: Number(expires) * 1000 }
}

const signedText = (fileId: string, expires: string) => `files-ticket-v1\n${fileId}\n${expires}`
