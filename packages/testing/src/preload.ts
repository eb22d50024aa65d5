// Runs before every test file (bunfig.toml). Anything slow belongs into the harness, which only database tests open.
import { setDefaultTimeout } from 'bun:test'
import fc from 'fast-check'

setDefaultTimeout(60_000)
// The suite that decides whether something lands tries the same cases every time; `FUZZ_SEED=random` looks for new ones,
// and the seed that a failure prints plays it again.
const seed = Bun.env['FUZZ_SEED'] ?? '20261123'
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) })
