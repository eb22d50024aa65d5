import type { Egress } from '@mas/kernel/ports/egress'

declare module '@mas/kernel' {
  interface Ports {
    /** The one way out to addresses that users can set; domains go through `guardedRequest`. */
    readonly egress: Egress
  }
}
