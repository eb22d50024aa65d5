import { verifyRestored } from '@mas/domain/audit'
import { runChecks } from '@mas/domain/ledger'
import { newId, system } from '@mas/kernel'
import { openProcess, prepare } from '@mas/wiring'

interface Proof {
  readonly auditEntries: number
  /** The first fault of the chains, when there is one. */
  readonly auditFault?: string
  readonly ledgerFindings: number
}

/** The verifiers that run every night, over what was just restored; their records stay in it. */
export async function proveRestored(env: Readonly<Record<string, string | undefined>>): Promise<Proof> {
  const opened = await openProcess({ process: 'tool', env })
  try {
    // A finding wakes somebody through a queue that an older backup may not have.
    await prepare(opened.runtime)
    const ctx = () => opened.runtime.ctx(system('restore'), { requestId: newId() })
    const { checked, fault } = await verifyRestored(ctx())
    const ledger = await runChecks(ctx(), { reason: 'after a restore' })
    return { auditEntries: checked, ...(fault !== null && { auditFault: JSON.stringify(fault) }), ledgerFindings: ledger.found }
  } finally {
    await opened.close()
  }
}
