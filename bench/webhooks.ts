/**
 * Webhooks against their references, side by side in one run. Inbox: the part that the edge calls against bare inserts
 * of two rows, and the acknowledgement of a paced burst. Deliveries: 200 endpoints with and without one that hangs.
 * Claim: the next message with many pending against few.
 * `bun bench/webhooks.ts [--seconds 5] [--burst-rate 1000] [--burst-seconds 60] [--messages 8000] [--pending 1000000]
 * [--only inbox|burst|isolation|claim]`;
 * needs MAS_TEST_DATABASE_URL. Prints a table and writes .mas/bench/webhooks.json.
 */
import { mkdir } from 'node:fs/promises'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { measureBurst, measureInbox } from './webhooks/inbox.ts'
import { measureClaim } from './webhooks/claim.ts'
import type { Figure } from './webhooks/ground.ts'
import { measureIsolation } from './webhooks/isolation.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    'burst-rate': { type: 'string', default: '1000' },
    'burst-seconds': { type: 'string', default: '60' },
    messages: { type: 'string', default: '8000' },
    pending: { type: 'string', default: '1000000' },
    only: { type: 'string' },
  },
})
const measures = {
  inbox: () => measureInbox(Number(values.seconds)),
  burst: () => measureBurst(Number(values['burst-rate']), Number(values['burst-seconds'])),
  isolation: () => measureIsolation(Number(values.messages)),
  claim: () => measureClaim(Number(values.pending)),
} as const
const figures: Figure[] = []
for (const [name, measure] of Object.entries(measures)) if (values.only === undefined || values.only === name) figures.push(await measure())
console.table(Object.fromEntries(figures.map(({ what, ...rest }) => [what, rest])))
await mkdir('.mas/bench', { recursive: true })
const machine = { at: new Date().toISOString(), bun: Bun.version, cores: cpus().length }
await Bun.write('.mas/bench/webhooks.json', JSON.stringify({ name: 'webhooks', ...machine, sizes: values, figures }, null, 2))
process.exit(figures.every(({ met }) => met) ? 0 : 1)
