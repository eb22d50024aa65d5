import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { SandboxMail } from './sandbox-mail.ts'

/** Where the sandbox keeps its mails over a restart: one JSON document a line. */
export interface MailFile {
  read(): SandboxMail[]
  append(mail: SandboxMail): void
  replace(mails: readonly SandboxMail[]): void
}

/** Writes are synchronous on purpose: a mail is on disk before the sandbox answers that it has taken it. */
export function openMailFile(path: string): MailFile {
  mkdirSync(dirname(path), { recursive: true })
  return {
    read: () => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').flatMap(parseLine) : []),
    append: (mail) => appendFileSync(path, lineOf(mail)),
    replace(mails) {
      const next = `${path}.next`
      writeFileSync(next, mails.map(lineOf).join(''))
      renameSync(next, path)
    },
  }
}

// It starts with a line break too, so that a line torn by a crash spoils itself and not the next one.
const lineOf = (mail: SandboxMail) => `\n${JSON.stringify(mail)}\n`

function parseLine(line: string): SandboxMail[] {
  if (line === '') return []
  try {
    const parsed = SandboxMail.safeParse(JSON.parse(line))
    return parsed.success ? [parsed.data] : []
  } catch {
    // A line torn by a crash: that mail was never acknowledged.
    return []
  }
}
