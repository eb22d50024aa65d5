import { refuse } from './refusal.ts'

/** Folders that are no domains, and words that SQL keeps for itself (a domain is also a Postgres schema). */
const taken: ReadonlySet<string> = new Set(
  (
    'access catalogue client core driver embedded events migrate migrations pgboss public reports requests wiring ' +
    'all analyse analyze and any array as asc both case cast check column constraint create current default desc distinct do else end except fetch for ' +
    'foreign from grant group having in index into leading limit not null offset on only or order primary references select table then to trailing union ' +
    'unique user using values when where window with'
  ).split(' '),
)

export function domainName(text: string | undefined): string {
  if (text === undefined) refuse('say which domain: `bun run new:domain badges`')
  if (!/^[a-z][a-z0-9]{1,29}$/.test(text))
    refuse(`"${text}" cannot be a domain: one lower-case word, letters and digits (it names a folder, a Postgres schema and a router)`)
  if (taken.has(text)) refuse(`"${text}" is taken, by a folder of the plumbing or by SQL; choose another word`)
  return text
}

export interface VerbName {
  /** `award-badge` */
  readonly kebab: string
  /** `awardBadge` */
  readonly camel: string
  /** `AwardBadge` */
  readonly pascal: string
  /** `award` */
  readonly doing: string
  /** What it is done to, in the singular: `badge`. */
  readonly noun: Noun
}

export function verbName(text: string | undefined): VerbName {
  if (text === undefined) refuse('say what the verb does: `bun run new:verb badges award-badge`')
  if (!/^[a-z]+(-[a-z0-9]+)+$/.test(text))
    refuse(`"${text}" cannot be a verb: lower case, <do>-<what>, for example award-badge or list-badges`)
  if (text.length > 50) refuse(`"${text}" is too long; 50 characters at most`)
  const [doing = '', ...what] = text.split('-')
  const plural = what.join('-')
  return { kebab: text, camel: camelOf(text), pascal: pascalOf(text), doing, noun: nounOf(doing === 'list' ? singular(plural) : plural) }
}

export interface Noun {
  /** `sales-lead` */
  readonly kebab: string
  readonly camel: string
  readonly pascal: string
  /** `sales_leads`, as a table */
  readonly table: string
  /** `salesLeads` */
  readonly plural: string
  /** `sales lead` */
  readonly words: string
}

export function nounOf(kebab: string): Noun {
  const plural = pluralOf(kebab)
  return {
    kebab,
    camel: camelOf(kebab),
    pascal: pascalOf(kebab),
    table: plural.replaceAll('-', '_'),
    plural: camelOf(plural),
    words: kebab.replaceAll('-', ' '),
  }
}

/** What a domain keeps: `badges` keeps a badge; where the name is no plural, `hiring` keeps a hiring-item. */
export function nounOfDomain(domain: string): Noun {
  const one = singular(domain)
  return nounOf(one === domain ? `${domain}-item` : one)
}

export function migrationName(text: string | undefined): string {
  if (text === undefined) refuse('say what changes: `bun run new:migration add_lead_source`')
  if (!/^[a-z][a-z0-9_]{2,59}$/.test(text)) refuse(`"${text}" cannot be a migration: lower-case words joined by _, at most 60 characters`)
  return text
}

function singular(word: string): string {
  if (/(ss|us|is)$/.test(word) || !word.endsWith('s')) return word
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  return /(sh|ch|x|z|ss)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1)
}

function pluralOf(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
  return /(s|sh|ch|x|z)$/.test(word) ? `${word}es` : `${word}s`
}

export function camelOf(kebab: string): string {
  return kebab.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function pascalOf(kebab: string): string {
  const camel = camelOf(kebab)
  return camel.slice(0, 1).toUpperCase() + camel.slice(1)
}
