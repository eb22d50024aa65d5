import type { AnchorSink, ArchiveStore } from '@mas/kernel/ports/audit-store'
import type { OperatorPager } from '@mas/kernel/ports/operator-pager'

declare module '@mas/kernel' {
  interface Ports {
    anchorSink: AnchorSink
    operatorPager: OperatorPager
    auditArchive: {
      readonly store: ArchiveStore
      /** Months that stay in the database (12 to 96). From the environment: settings are audited, so audit reads none. */
      readonly onlineMonths: number
    }
  }
}
