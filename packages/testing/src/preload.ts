// Runs before every test file (bunfig.toml). Anything slow belongs into the harness, which only database tests open.
import { setDefaultTimeout } from 'bun:test'
import fc from 'fast-check'

// Nothing is timed here: this only ends what hangs, on a machine that may be doing ten other things.
setDefaultTimeout(180_000)
// The suite that decides whether something lands tries the same cases every time; `FUZZ_SEED=random` looks for new ones,
// and the seed that a failure prints plays it again.
const seed = Bun.env['FUZZ_SEED'] ?? '20261123'
if (seed !== 'random') fc.configureGlobal({ seed: Number(seed) })
