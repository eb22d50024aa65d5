import { leadCreated, reEnquired, statusChanged } from '@mas/contracts/leads'
import { commitIntake, loadLeads, lockLeads, lookUpIntake, wereKeptApart, type IntakeWanted } from '@mas/db/leads'
import { actorKey, emitMany, enqueue, fail, newId, type TxCtx } from '@mas/kernel'
import { readSettings } from '../settings/index.ts'
import { journalIds } from './ascending-ids.ts'
import { pairKey, type IntakeSnapshot } from './intake-draft.ts'
import type { Arrival, IntakeOptions, IntakeResult } from './intake-model.ts'
import { planIntake, type IntakeFact, type IntakePlan } from './intake-rules.ts'
import { generalProduct } from './intake-terms.ts'
import { matchDuplicates } from './jobs.ts'
import { mergeBySystem } from './merge-pair.ts'
import { intakeSettings } from './settings.ts'

export type { Arrival, ArrivalFields, ArrivalPhone, IntakeBefore, IntakeColumn, IntakeOptions, IntakeResult } from './intake-model.ts'

/** How often a batch may lose a race for a number before the caller is told to come back. */
const tries = 8

/**
 * Part: takes arrivals in, in their order; answers one result for each, in the same order. N arrivals in one call give exactly what
 * N calls with one would give. Everything is written in the caller's transaction.
 */
export async function intakeMany(t: TxCtx, arrivals: readonly Arrival[], options: IntakeOptions): Promise<IntakeResult[]> {
  const thresholds = await readSettings(t, intakeSettings)
  const results: IntakeResult[] = []
  const apart = new Set<string>()
  let mergeId: string | undefined
  while (results.length < arrivals.length) {
    const plan = await takeBatch(t, arrivals.slice(results.length), { options, thresholds, apart, mergeId })
    results.push(...plan.results)
    mergeId = undefined
    if (plan.mergeFirst === undefined) continue
    const { survivorId, absorbedId } = plan.mergeFirst
    if (await wereKeptApart(t.tx, survivorId, absorbedId)) apart.add(pairKey(survivorId, absorbedId))
    else mergeId = await mergeBySystem(t, survivorId, absorbedId)
  }
  return results
}

interface Pass {
  readonly options: IntakeOptions
  readonly thresholds: { readonly autoMergeBp: number; readonly sharedPhoneBp: number }
  readonly apart: ReadonlySet<string>
  readonly mergeId: string | undefined
}

async function takeBatch(t: TxCtx, arrivals: readonly Arrival[], pass: Pass): Promise<IntakePlan> {
  const now = t.clock.now()
  const means = {
    now,
    actor: actorKey(t.actor),
    platform: t.platform,
    thresholds: pass.thresholds,
    options: pass.options,
    newId: () => newId(now.getTime()),
    nextId: journalIds(t),
    ...(pass.mergeId !== undefined && { mergeId: pass.mergeId }),
  }
  const wanted = wantedBy(arrivals)
  for (let attempt = 1; attempt <= tries; attempt++) {
    const snapshot = await takeSnapshot(t, wanted, pass.apart)
    const plan = planIntake(snapshot, arrivals, means)
    if (!(await commitIntake(t.tx, plan.points, plan))) continue
    await announce(t, plan.facts, pass.options)
    return plan
  }
  throw fail('leads.intake-contended')
}

/** Locks every lead the batch meets, then reads: what was merged or claimed while waiting for the locks is seen. */
async function takeSnapshot(t: TxCtx, wanted: IntakeWanted, apart: ReadonlySet<string>): Promise<IntakeSnapshot> {
  const locked = new Set<string>()
  for (;;) {
    const lookup = await lookUpIntake(t.tx, wanted)
    const roots = [...new Set(lookup.owners.map((owner) => owner.root_id))]
    if (roots.every((id) => locked.has(id))) return { lookup, apart, leads: roots.length === 0 ? [] : await loadLeads(t.tx, roots) }
    await lockLeads(t.tx, roots)
    for (const id of roots) locked.add(id)
  }
}

function wantedBy(arrivals: readonly Arrival[]): IntakeWanted {
  const some = (values: readonly (string | undefined)[]) => [...new Set(values)].filter((value) => value !== undefined)
  return {
    contacts: [
      ...some(arrivals.flatMap((one) => one.phones.map((phone) => phone.value))).map((value) => ({ kind: 'phone' as const, value })),
      ...some(arrivals.flatMap((one) => one.emails)).map((value) => ({ kind: 'email' as const, value })),
    ],
    intakes: arrivals.map((one) => ({ channel: one.channel, source_ref: one.sourceRef })),
    products: [generalProduct, ...some(arrivals.map((one) => one.productCode))],
    sources: some(arrivals.map((one) => one.source)),
    campaigns: some(arrivals.map((one) => one.campaign)),
    tags: some(arrivals.flatMap((one) => one.tags)),
  }
}

async function announce(t: TxCtx, facts: readonly IntakeFact[], options: IntakeOptions): Promise<void> {
  const created = facts.filter((fact) => fact.kind === 'created')
  const at = t.clock.now().toISOString()
  const by = actorKey(t.actor)
  if (options.announce)
    await emitMany(
      t,
      leadCreated,
      created.map((fact) => createdData(fact, options)),
    )
  await emitMany(
    t,
    reEnquired,
    facts.flatMap((fact) =>
      fact.kind === 're-enquired'
        ? {
            leadId: fact.leadId,
            intakeId: fact.intakeId,
            channel: fact.arrival.channel,
            productCode: fact.terms.productCode,
            reopened: fact.reopened,
          }
        : [],
    ),
  )
  await emitMany(
    t,
    statusChanged,
    facts.flatMap((fact) =>
      fact.kind === 'reopened'
        ? { leadId: fact.leadId, from: fact.from, to: 'new' as const, pursuit: fact.pursuit, reason: 're-enquiry', by, at }
        : [],
    ),
  )
  if (created.length > 0) await enqueue(t, matchDuplicates, { leadIds: created.map((fact) => fact.leadId) })
}

function createdData({ leadId, arrival, terms }: Extract<IntakeFact, { kind: 'created' }>, { importId }: IntakeOptions) {
  return {
    leadId,
    channel: arrival.channel,
    productCode: terms.productCode,
    sessionYear: terms.sessionYear,
    ...(terms.sourceCode !== null && { source: terms.sourceCode }),
    ...(terms.headId !== null && { owningHeadId: terms.headId }),
    ...(arrival.capturedBy !== undefined && { capturedBy: arrival.capturedBy }),
    ...(importId !== undefined && { importId }),
  }
}
