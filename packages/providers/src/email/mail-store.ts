import type { MailFile } from './mail-file.ts'
import type { MailFilter, SandboxMail } from './sandbox-mail.ts'

export interface MailStore {
  add(mail: SandboxMail): void
  /** Oldest first. */
  list(filter?: MailFilter): readonly SandboxMail[]
  find(id: string): SandboxMail | undefined
  clear(): void
}

export interface MailStoreBounds {
  readonly mails: number
  /** Of bodies and attachments together, about. */
  readonly bytes: number
}

const defaultBounds: MailStoreBounds = { mails: 5_000, bytes: 128 * 1_048_576 }

/** The last mails the sandbox took, in memory and, with a file, over restarts. */
export function createMailStore(file?: MailFile, bounds: MailStoreBounds = defaultBounds): MailStore {
  const kept: SandboxMail[] = []
  let bytes = 0
  let stale = 0
  const keep = (mail: SandboxMail) => {
    kept.push(mail)
    bytes += sizeOf(mail)
    while (kept.length > 1 && (kept.length > bounds.mails || bytes > bounds.bytes)) {
      const oldest = kept.shift()
      if (oldest !== undefined) bytes -= sizeOf(oldest)
      stale++
    }
  }
  for (const mail of file?.read() ?? []) keep(mail)
  return {
    add(mail) {
      keep(mail)
      file?.append(mail)
      // Rewriting now and then instead of at each mail keeps the file within twice the bound.
      if (stale < bounds.mails) return
      file?.replace(kept)
      stale = 0
    },
    list: (filter = {}) => kept.filter((mail) => matches(mail, filter)),
    find: (id) => kept.find((mail) => mail.id === id),
    clear() {
      kept.length = 0
      bytes = 0
      stale = 0
      file?.replace([])
    },
  }
}

function matches(mail: SandboxMail, { to, since }: MailFilter): boolean {
  if (since !== undefined && Date.parse(mail.receivedAt) < Date.parse(since)) return false
  return to === undefined || mail.to.some((address) => address.toLowerCase() === to.toLowerCase())
}

function sizeOf(mail: SandboxMail): number {
  const files = mail.attachments.reduce((sum, { contentBase64 }) => sum + contentBase64.length, 0)
  return mail.text.length + mail.html.length + files
}
