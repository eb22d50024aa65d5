import { createFaults } from '../sandbox/faults.ts'

/** What a vendor that calls us can do amiss. */
export const inboundFaults = {
  'bad-signature': 'signs with a secret that is not the agreed one',
  twice: 'sends each one twice',
  late: 'signed two hours ago',
  'out-of-order': 'tells the end before the beginning',
} as const
export type InboundFault = keyof typeof inboundFaults

export const createInboundFaults = () => createFaults<InboundFault>(inboundFaults)
export type InboundFaults = ReturnType<typeof createInboundFaults>
