import { expect, test } from 'bun:test'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checksOf } from './checks.ts'
import { runChecks } from './run-checks.ts'

test('every check names a file that exists, and plays a finding again with the seed of the night', () => {
  for (const check of checksOf({ quick: false, seed: 4711 })) {
    for (const part of check.command.filter((word) => word.endsWith('.ts'))) expect(existsSync(part)).toBe(true)
    expect(
      check.name.startsWith('crash:boundaries') || check.again.includes(check.name === 'workflow simulation' ? '<the seed' : '4711'),
    ).toBe(true)
  }
})

test('a check that finds something is told with its seed and the end of its log, and the next one still runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nightly-'))
  const said: string[] = []
  const check = (name: string, code: number) => ({
    name,
    size: 'small',
    command: ['-e', `console.log('seed ' + process.env.SEED); process.exit(${code})`],
    env: { SEED: '4711' },
    again: 'again 4711',
  })
  try {
    const outcomes = await runChecks([check('bad one', 3), check('good one', 0)], folder, (line) => said.push(line))
    expect(outcomes.map(({ name, found }) => [name, found])).toEqual([
      ['bad one', true],
      ['good one', false],
    ])
    expect(said.join('\n')).toContain('seed 4711')
    expect(said.join('\n')).toContain('again: again 4711')
    expect(readFileSync(join(folder, 'bad-one.log'), 'utf8')).toBe('seed 4711\n')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
