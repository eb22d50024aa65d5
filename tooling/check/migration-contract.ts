import { statementsOf } from './sql-statements.ts'

interface Rule {
  readonly breaks: RegExp
  readonly why: string
}

/**
 * Two releases run side by side while one replaces the other, so a migration must leave everything in place that the
 * older one reads, writes or calls. What is no longer used goes in a later migration, under a `-- contract: <why>` line
 * in the statement, once no process of the older release is left.
 */
const rules: readonly Rule[] = [
  {
    breaks: /^drop (table|schema|view|materialized view|sequence|type|domain|function|procedure|routine)\b/,
    why: 'drops what the release before may still use',
  },
  {
    breaks: /^alter table\b.*\bdrop (?!constraint\b|default\b|not null\b|expression\b|identity\b)/,
    why: 'drops a column that the release before may still use',
  },
  { breaks: /^alter (?!index\b).*\brename\b(?! constraint\b)/, why: 'renames what the release before calls by its name' },
  { breaks: /^alter .*\bset schema\b/, why: 'moves what the release before looks for elsewhere' },
  {
    breaks: /^alter table\b.*\balter (column )?\S+ (set data )?type\b/,
    why: 'changes the type of a column that the release before writes',
  },
  {
    breaks: /^alter table\b.*\balter (column )?\S+ drop default\b/,
    why: 'takes a default away that inserts of the release before rely on',
  },
]

/** `sql` by the name of the migration. */
export function contractFindings(migrations: readonly { readonly name: string; readonly sql: string }[]): string[] {
  return migrations.flatMap(({ name, sql }) => findingsIn(sql).map((why) => `${name}: ${why}`))
}

function findingsIn(sql: string): string[] {
  const statements = statementsOf(sql)
  return statements.flatMap(({ text, comments }) => {
    if (comments.some((comment) => /^\s*contract:\s*\S/.test(comment))) return []
    const broken = rules.filter(({ breaks }) => breaks.test(text)).map(({ why }) => why)
    if (
      requires(
        text,
        statements.map((one) => one.text),
      )
    )
      broken.push('requires a value that inserts of the release before do not give; give it a default')
    return broken.map((why) => `${why}: ${text.slice(0, 100)}`)
  })
}

/** A column that must have a value, of a table that was there before, without a default. */
function requires(text: string, all: readonly string[]): boolean {
  const [, table] = /^alter table (?:if exists )?(?:only )?(\S+)/.exec(text) ?? []
  if (table === undefined || all.some((other) => other.startsWith(`create table ${table} `) || other.startsWith(`create table ${table}(`)))
    return false
  const added = text
    .split(/,\s*(?=add |alter |drop )/)
    .some((part) => /\badd (column )?(?!constraint\b).*\bnot null\b/.test(part) && !/\b(default|generated)\b/.test(part))
  const tightened = [...text.matchAll(/\balter (?:column )?(\S+) set not null\b/g)].some(
    ([, column = '']) => !all.some((other) => other.startsWith(`alter table ${table} `) && other.includes(`${column} set default`)),
  )
  return added || tightened
}
