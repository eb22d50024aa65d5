// Runs before every test file (bunfig.toml). Anything slow belongs into the harness, which only database tests open.
import { setDefaultTimeout } from 'bun:test'

setDefaultTimeout(30_000)
