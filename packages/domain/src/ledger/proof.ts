import type { Finding } from '@mas/contracts/ledger'
import { checkAccounts, checkTransactions, guardsAway } from '@mas/db/ledger'
import type { Ctx, TxCtx } from '@mas/kernel'
import { readerOf } from './reader-of.ts'

const transactionsAtOnce = 20_000
const accountsAtOnce = 1_000
const kept = 1_000

export interface Proof {
  readonly accounts: number
  readonly transactions: number
  readonly found: number
  /** The first of them. */
  readonly findings: readonly Finding[]
}

/**
 * Holds every equation against the tables alone, chunk by chunk: each statement sees one state of its accounts, so the
 * proof needs constant memory and no lock. Of one domain's accounts when a domain is named.
 */
export async function prove(ctx: Ctx | TxCtx, domain?: string): Promise<Proof> {
  const findings: Finding[] = []
  const total = { accounts: 0, transactions: 0, found: 0 }
  const note = (found: readonly Finding[]) => {
    total.found += found.length
    findings.push(...found.slice(0, kept - findings.length))
  }

  // Before what they guard is looked at: what was written while they were away is found by the equations, or adds up.
  for (const { kind, table, name, state } of await guardsAway(readerOf(ctx)))
    note([{ equation: 'guard-stands', accountId: null, subject: `${kind} ${name} of ${table}`, expected: 'there', found: state }])

  const sums = new Map<string, bigint>()
  for (let after: string | null = null; ;) {
    const chunk: Awaited<ReturnType<typeof checkTransactions>> = await checkTransactions(readerOf(ctx), after, transactionsAtOnce)
    for (const { unit, sum } of chunk.sums) sums.set(unit, (sums.get(unit) ?? 0n) + BigInt(sum))
    note(chunk.findings)
    total.transactions += chunk.seen
    if (chunk.seen < transactionsAtOnce) break
    after = chunk.last
  }
  for (const [unit, sum] of sums)
    if (sum !== 0n) note([{ equation: 'b-unit-balances', accountId: null, subject: `unit ${unit}`, expected: '0', found: String(sum) }])

  for (let after: string | null = null; ;) {
    const chunk: Awaited<ReturnType<typeof checkAccounts>> = await checkAccounts(readerOf(ctx), {
      afterId: after,
      domain,
      now: ctx.clock.now(),
      limit: accountsAtOnce,
    })
    note(chunk.findings)
    total.accounts += chunk.seen
    if (chunk.seen < accountsAtOnce) break
    after = chunk.last
  }
  return { ...total, findings }
}

/** Query: what of the domain's accounts does not add up; empty, always. */
export async function violations(domain: string, ctx: Ctx | TxCtx): Promise<readonly Finding[]> {
  return (await prove(ctx, domain)).findings
}
