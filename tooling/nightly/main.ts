/**
 * `bun run nightly [--quick] [--seed S] [--only NAME]…`: the checks that are too long for a change, one after another, each with a
 * seed of tonight. Ends with 1 when one of them found something, and says how to play it again.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { checksOf } from './checks.ts'
import { runChecks } from './run-checks.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, seed: { type: 'string' }, only: { type: 'string', multiple: true } },
})
const seed = Number(values.seed ?? crypto.getRandomValues(new Uint32Array(1))[0])
const all = checksOf({ quick: values.quick, seed })
const chosen = all.filter(({ name }) => values.only?.some((part) => name.includes(part)) ?? true)
if (!Number.isInteger(seed) || chosen.length === 0) {
  console.error(`bun run nightly [--quick] [--seed S] [--only NAME]…\nchecks: ${all.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}
const folder = '.mas/nightly'
const startedAt = new Date().toISOString()
console.log(`· seed ${seed}`)
const outcomes = await runChecks(chosen, folder, (line) => console.log(line))
console.table(
  outcomes.map(({ name, size, seconds, found }) => ({ check: name, size, seconds, verdict: found ? 'FOUND' : 'nothing found' })),
)
writeFileSync(`${folder}/summary.json`, `${JSON.stringify({ startedAt, seed, quick: values.quick, outcomes }, null, 2)}\n`)
const found = outcomes.filter((outcome) => outcome.found)
for (const { name, again, log } of found) console.log(`${name} found something (${log}). Seed ${seed}. Again: ${again}`)
process.exitCode = found.length === 0 ? 0 : 1
