import type { SlotReport } from '@mas/kernel'

declare module '@mas/kernel' {
  interface Ports {
    /** How each provider slot of this process is set. */
    providerSlots: readonly SlotReport[]
  }
}
