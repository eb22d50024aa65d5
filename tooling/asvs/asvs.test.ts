import { expect, test } from 'bun:test'
import { projectFiles, root } from '../check/project-files.ts'
import { chapters } from './chapters/index.ts'
import { asvsFindings, projectAt, titlesIn } from './check.ts'
import { accepted, chapter, notHere, test as tested, written, type Held } from './evidence.ts'
import { requirements } from './numbers.ts'
import { asvsReport } from './report.ts'

const files: Readonly<Record<string, string>> = {
  'a.test.ts': "test('it holds', () => {})\ntest(\n  \"it's kept\",\n  async () => {},\n)\nconst text = 'it is only said'",
  'docs/security.md': '# One\n## Keys\ntext',
  'docs/decisions/0027-x.md': '- **No scanner**: why',
}
const project = { files: Object.keys(files), read: (path: string) => files[path] ?? '' }
const rest = requirements
  .slice(1)
  .map(({ number }): Held => [number, 'something is asked here', notHere('the product has nothing of the kind')])
/** What the check says when only the first requirement is told in another way. */
const findingsOf = (...first: readonly Held[]) => asvsFindings([chapter('All', ...first, ...rest)], project)

test('level 1 and 2 of ASVS 5.0.0 are 253 requirements, 70 of them level 1', () => {
  expect(requirements).toHaveLength(253)
  expect(requirements.filter(({ level }) => level === 1)).toHaveLength(70)
  expect(new Set(requirements.map(({ number }) => number)).size).toBe(253)
})

test('a number that is missing, unknown or told twice fails', () => {
  const one: Held = ['1.1.1', 'decoded once and early', tested('a.test.ts', 'it holds')]
  expect(findingsOf(one)).toEqual([])
  expect(findingsOf()).toEqual(['ASVS 1.1.1: nothing is said about it'])
  expect(findingsOf(one, one)).toEqual(['ASVS 1.1.1: is told twice'])
  expect(findingsOf(one, ['1.2.10', 'a level of its own', tested('a.test.ts', 'it holds')])).toEqual([
    'ASVS 1.2.10: is no requirement of level 1 or 2',
  ])
})

test('evidence that is not there fails', () => {
  const by = (...evidence: Parameters<typeof chapter>[1] extends readonly [string, string, ...infer E] ? E : never) =>
    findingsOf(['1.1.1', 'decoded once and early', ...evidence])
  expect(by(tested('a.test.ts', "it's kept"), written('Keys'), accepted(27, 'No scanner'))).toEqual([])
  expect(by(tested('a.test.ts', 'it is only said'))).toEqual(['ASVS 1.1.1: a.test.ts has no test "it is only said"'])
  expect(by(tested('b.test.ts', 'it holds'))).toEqual(['ASVS 1.1.1: there is no b.test.ts'])
  expect(by(written('Locks'))).toEqual(['ASVS 1.1.1: docs/security.md has no chapter "Locks"'])
  expect(by(accepted(28, 'No scanner'))).toEqual(['ASVS 1.1.1: there is no decision 28'])
  expect(by(accepted(27, 'No key'))).toEqual(['ASVS 1.1.1: docs/decisions/0027-x.md does not tell of **No key**'])
  expect(by(notHere('no'))).toEqual(['ASVS 1.1.1: says no reason why it is not applicable'])
  expect(by(notHere('the product has nothing of the kind'), written('Keys'))).toHaveLength(1)
  expect(by()).toEqual(['ASVS 1.1.1: has no evidence'])
})

test('titles are read whatever quotes and lines are around them', () => {
  expect([...titlesIn("  test('a', x)\n test(\n    \"b'c\",\n y)\n test(`d ${e}`, z)\n contest('f')")]).toEqual(['a', "b'c", 'd ${e}'])
})

test('every number is answered for in this project, and the report tells each of them', () => {
  expect(asvsFindings(chapters, projectAt(root, projectFiles()))).toEqual([])
  const report = asvsReport()
  for (const { number, level } of requirements) expect(report).toContain(`\n| ${number} | ${level} |`)
})
