import { chapters } from './chapters/index.ts'
import type { Evidence } from './evidence.ts'
import { requirements } from './numbers.ts'

const words: Readonly<Record<Evidence['kind'], string>> = {
  test: 'held by tests',
  document: 'held by a document',
  decision: 'held in part or not, and accepted',
  'not-applicable': 'not applicable',
}

/** The report for people: every number of levels 1 and 2, who holds it, and by what. */
export function asvsReport(): string {
  const levels = new Map(requirements.map(({ number, level }) => [number, level]))
  return [
    '# OWASP ASVS 5.0, level 2',
    '',
    'Written by `bun run generate` from `tooling/asvs/chapters/`; numbers as in ASVS 5.0.0, words our own. `bun run check` fails when a number is missing or what it names is not there.',
    '',
    ...countLines(),
    ...chapters.flatMap(({ title, held }, index) => [
      '',
      `## V${index + 1} ${title}`,
      '',
      '| | L | What it asks | Owner | By |',
      '|---|---|---|---|---|',
      ...held.map(
        ([number, asks, ...evidence]) =>
          `| ${number} | ${levels.get(number) ?? '?'} | ${cell(asks)} | ${ownerOf(evidence[0])} | ${evidence.map(shown).join('<br>')} |`,
      ),
    ]),
    '',
  ].join('\n')
}

/** What counts for a requirement is the weakest thing said about it. */
function countLines(): string[] {
  const order: readonly Evidence['kind'][] = ['test', 'document', 'decision', 'not-applicable']
  const kinds = chapters.flatMap(({ held }) =>
    held.map(([, , ...evidence]) => order.findLast((kind) => evidence.some((one) => one.kind === kind))),
  )
  const lines = order.map((kind) => `| ${words[kind]} | ${kinds.filter((one) => one === kind).length} |`)
  return ['| | |', '|---|---|', ...lines, `| in all | ${kinds.length} |`]
}

function ownerOf(evidence: Evidence | undefined): string {
  if (evidence === undefined || evidence.kind === 'not-applicable') return '–'
  if (evidence.kind !== 'test') return 'operation'
  const [top = '', name = '', , domain = ''] = evidence.file.split('/')
  if (top === 'packages') return name === 'domain' ? domain : name
  return top === 'apps' ? name : top
}

function shown(evidence: Evidence): string {
  switch (evidence.kind) {
    case 'test':
      return `\`${evidence.file}\`: ${cell(evidence.title)}`
    case 'document':
      return `[${evidence.heading}](${evidence.file.replace(/^docs\//, '')})`
    case 'decision':
      return `decision ${evidence.number}, ${evidence.what}`
    case 'not-applicable':
      return `not applicable: ${cell(evidence.reason)}`
  }
}
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('`', "'").replaceAll('<', '&lt;')
}
