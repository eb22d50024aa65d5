import { readFileSync } from 'node:fs'
import type { Chapter, Evidence, Held } from './evidence.ts'
import { requirements } from './numbers.ts'

interface Project {
  readonly files: readonly string[]
  readonly read: (path: string) => string
}

/** Numbers that are missing, unknown or told twice, and evidence that is not where it is said to be. */
export function asvsFindings(chapters: readonly Chapter[], project: Project): string[] {
  const held = chapters.flatMap((one) => one.held)
  return [...numberFindings(held), ...held.flatMap((one) => evidenceFindings(one, project))]
}

/** Reads a project from its folder. */
export function projectAt(root: string, files: readonly string[]): Project {
  return { files, read: (path) => readFileSync(root + path, 'utf8') }
}

function numberFindings(held: readonly Held[]): string[] {
  const told = held.map(([number]) => number)
  const known = new Set(requirements.map(({ number }) => number))
  return [
    ...requirements.flatMap(({ number }) => (told.includes(number) ? [] : [`ASVS ${number}: nothing is said about it`])),
    ...told.flatMap((number) => (known.has(number) ? [] : [`ASVS ${number}: is no requirement of level 1 or 2`])),
    ...told.flatMap((number, index) => (told.indexOf(number) < index ? [`ASVS ${number}: is told twice`] : [])),
  ]
}

function evidenceFindings([number, asks, ...evidence]: Held, project: Project): string[] {
  const complain = (text: string) => `ASVS ${number}: ${text}`
  const findings = evidence.flatMap((one) => complaint(one, project)).map(complain)
  if (evidence.length === 0) findings.push(complain('has no evidence'))
  if (evidence.length > 1 && evidence.some(({ kind }) => kind === 'not-applicable'))
    findings.push(complain('is not applicable and has evidence'))
  if (asks.length < 10 || asks.length > 160) findings.push(complain('is told in 10 to 160 characters'))
  return findings
}

function complaint(evidence: Evidence, { files, read }: Project): string[] {
  switch (evidence.kind) {
    case 'test': {
      const { file, title } = evidence
      if (!files.includes(file)) return [`there is no ${file}`]
      return titlesIn(read(file)).has(title) ? [] : [`${file} has no test "${title}"`]
    }
    case 'document': {
      const { file, heading } = evidence
      if (!files.includes(file)) return [`there is no ${file}`]
      return headingsIn(read(file)).has(heading) ? [] : [`${file} has no chapter "${heading}"`]
    }
    case 'decision': {
      const record = `docs/decisions/${String(evidence.number).padStart(4, '0')}-`
      const found = files.find((file) => file.startsWith(record))
      if (found === undefined) return [`there is no decision ${evidence.number}`]
      return read(found).includes(`**${evidence.what}**`) ? [] : [`${found} does not tell of **${evidence.what}**`]
    }
    case 'not-applicable':
      return evidence.reason.length < 15 ? ['says no reason why it is not applicable'] : []
  }
}

/** Titles of tests as they stand in the source, whichever quotes are around them. */
export function titlesIn(source: string): ReadonlySet<string> {
  return new Set(
    [...source.matchAll(/\btest\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g)].map(([, a, b, c]) => a ?? b ?? c ?? ''),
  )
}
function headingsIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.trim()))
}
