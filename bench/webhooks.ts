/**
 * Webhooks against their references, side by side in one run. Inbox: the part that the edge calls against bare inserts
 * of two rows, and the acknowledgement of a paced burst. Deliveries: 200 endpoints with and without one that hangs.
 * Claim: the next message with many pending against few. Mass: many messages in the order of their keys, to the last.
 */
import { finish, type Figure as Held } from './measure/finish.ts'
import { sized } from './measure/scale.ts'
import { measureBurst, measureInbox } from './webhooks/inbox.ts'
import { measureClaim } from './webhooks/claim.ts'
import type { Figure } from './webhooks/ground.ts'
import { measureIsolation } from './webhooks/isolation.ts'
import { measureMass } from './webhooks/mass.ts'

const sizes = {
  seconds: sized({ quick: 0.3, standard: 1, full: 5 }),
  burstRate: sized({ quick: 200, standard: 300, full: 1_000 }),
  burstSeconds: sized({ quick: 2, standard: 5, full: 60 }),
  messages: sized({ quick: 500, standard: 2_000, full: 8_000 }),
  deliveries: sized({ quick: 2_000, standard: 20_000, full: 100_000 }),
  pending: sized({ quick: 20_000, standard: 200_000, full: 1_000_000 }),
}
const measured: Figure[] = [
  await measureInbox(sizes.seconds),
  await measureBurst(sizes.burstRate, sizes.burstSeconds),
  await measureIsolation(sizes.messages),
  await measureClaim(sizes.pending),
  ...(await measureMass(sizes.deliveries)),
]
await finish({
  sizes,
  figures: measured.map(({ what, ours, reference, ratio, bar }): Held => ({ what, ours, reference, value: ratio, bar })),
  verified: [
    'every fact of the burst was acknowledged',
    `all ${sizes.messages} messages arrived, or a round would not have ended`,
    'every claim took a message',
  ],
})
process.exit()
