import { fileURLToPath } from 'node:url'
import { expect, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { rules } from './plugin.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const fixtures = `${root}tooling/lint/fixtures`
const Report = z.object({
  diagnostics: z.array(
    z.object({ code: z.string().optional(), filename: z.string(), labels: z.array(z.object({ span: z.object({ line: z.int() }) })) }),
  ),
})

/** Runs the linter over all fixtures with the project's configuration: `rule file:line` of everything it reports. */
function reported(): string[] {
  const { stdout } = Bun.spawnSync(
    [
      process.execPath,
      '--bun',
      'node_modules/oxlint/bin/oxlint',
      '-c',
      'tooling/lint/fixtures.oxlint.config.ts',
      '--type-aware',
      '-f',
      'json',
      'tooling/lint/fixtures',
    ],
    { cwd: root },
  )
  const { diagnostics } = Report.parse(JSON.parse(stdout.toString()))
  return diagnostics.map(({ code = '', filename, labels }) => {
    const rule = /\((.+)\)$/.exec(code)?.[1] ?? code
    return `${rule} ${filename.replace(/^.*tooling\/lint\/fixtures\//, '')}:${labels[0]?.span.line}`
  })
}

// Lines that a rule must report end with a comment that says 'refused' in its failing fixtures.
function marked(rule: string): string[] {
  return filesIn(`${rule}/fail`).flatMap((file) =>
    readFileSync(`${fixtures}/${file}`, 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.endsWith('/* refused */') ? [`${rule} ${file}:${index + 1}`] : [])),
  )
}

function filesIn(folder: string): string[] {
  if (!existsSync(`${fixtures}/${folder}`)) return []
  return readdirSync(`${fixtures}/${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(fixtures.length + 1))
    .toSorted()
}

const findings = reported()
const withFixtures = readdirSync(fixtures)

test('every rule of our own has failing and passing fixtures', () => {
  const complete = Object.keys(rules).filter((rule) => filesIn(`${rule}/fail`).length > 0 && filesIn(`${rule}/pass`).length > 0)
  expect(complete).toEqual(Object.keys(rules))
})

for (const rule of withFixtures) {
  test(`${rule} refuses exactly the marked lines`, () => {
    const ofRule = findings.filter((finding) => finding.startsWith(`${rule} ${rule}/`)).toSorted()
    expect(marked(rule).length).toBeGreaterThan(0)
    expect([...new Set(ofRule)]).toEqual(marked(rule).toSorted())
  })
}
