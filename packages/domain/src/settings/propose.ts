import type { ChangeKind } from '@mas/contracts/settings'
import { decideProposal, findFlagRow, findValue, insertProposal, openProposal, type NewProposal, type ProposalRow } from '@mas/db/settings'
import { fail, newId, type TxCtx } from '@mas/kernel'
import { canonicalJson, record } from '../audit/index.ts'
import { personOf } from './access.ts'

/** How long a second administrator has. */
export const proposalHours = 24

interface Proposed {
  readonly action: string
  readonly key: string
  readonly scope: string
  readonly kind: ChangeKind
  readonly value: unknown
  readonly set: boolean
  readonly baseVersion: number
  readonly effectiveFrom: Date | null
  readonly reason: string
}

/** Stores what waits for a second administrator; one at a time for a key and scope. A dead one makes room. */
export async function propose(t: TxCtx, wanted: Proposed): Promise<NewProposal> {
  const at = t.clock.now()
  const open = await openProposal(t.tx, wanted.key, wanted.scope)
  if (open !== undefined) {
    const dead = open.expiresAt <= at ? 'expired' : (await versionUnder(t, open)) === open.baseVersion ? undefined : 'stale'
    if (dead === undefined) throw fail('settings.proposal-open', { proposalId: open.id })
    await decideProposal(t.tx, open.id, { state: dead, by: personOf(t), at })
  }
  const { action, ...body } = wanted
  const unsigned = {
    ...pick(body),
    id: newId(at.getTime()),
    proposedBy: personOf(t),
    at,
    expiresAt: new Date(at.getTime() + proposalHours * 3_600_000),
  }
  const proposal = { ...unsigned, bodyMac: macOf(t, unsigned) }
  await insertProposal(t.tx, proposal)
  await record(t, {
    action,
    subject: { type: 'setting', id: wanted.key },
    after: { proposed: wanted.value, scope: wanted.scope, proposalId: proposal.id },
    reason: wanted.reason,
  })
  return proposal
}

/** The version that a proposal has to meet: of its value, or of its flag. */
export async function versionUnder(t: TxCtx, { key, scope, kind }: Pick<ProposalRow, 'key' | 'scope' | 'kind'>): Promise<number> {
  if (isFlagKind(kind)) return (await findFlagRow(t.tx, key))?.version ?? 0
  return (await findValue(t.tx, key, scope))?.version ?? 0
}

export function isFlagKind(kind: string): boolean {
  return kind === 'rules' || kind === 'override' || kind === 'lift'
}

/** True where the row still says what was proposed. */
export function isUnaltered(t: TxCtx, proposal: ProposalRow): boolean {
  return Buffer.from(macOf(t, proposal)).equals(Buffer.from(proposal.bodyMac))
}

function macOf(t: TxCtx, one: Omit<NewProposal, 'bodyMac'>): Uint8Array {
  const { id, key, scope, kind, value, set, baseVersion, effectiveFrom, proposedBy, expiresAt } = one
  const body = { id, key, scope, kind, value: set ? value : null, set, baseVersion, effectiveFrom, proposedBy, expiresAt }
  return t.infra.keys.mac('settings.proposal', canonicalJson(body))
}

function pick({ key, scope, kind, value, set, baseVersion, effectiveFrom, reason }: Omit<Proposed, 'action'>) {
  return { key, scope, kind: proposable(kind), value, set, baseVersion, effectiveFrom, reason }
}

/** What is planned was approved before, and a kill never waits. */
function proposable(kind: ChangeKind): NewProposal['kind'] {
  if (kind === 'schedule' || kind === 'kill') throw new Error(`a change of kind ${kind} is never proposed`)
  return kind
}
