import type { ChainFault } from '@mas/contracts/audit'
import { archivedRunEnd, hashesAt, type HeadRow, type VerifiedRow } from '@mas/db/audit'
import type { Ctx, TxCtx } from '@mas/kernel'
import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'

const purpose = 'audit.verified'
type Place = Pick<HeadRow, 'no' | 'seq' | 'head'>

/** Where a clean run found each chain; only who has the root secret can write another one. */
export function sealOf({ infra }: Ctx | TxCtx, runId: string, heads: readonly Place[]): string {
  return Buffer.from(infra.keys.mac(purpose, runId, told(heads))).toString('base64')
}

/** Last seq of each chain that a run found in order. */
export function positionsOf(run: VerifiedRow | undefined): ReadonlyMap<number, number> {
  const to = z.record(z.string(), z.number()).catch({}).parse(run?.to)
  return new Map(Object.entries(to).map(([no, seq]) => [Number(no), seq]))
}

/** What was in order once stays as it was: also a rewrite that is consistent and that no anchor covers yet. */
export async function verifiedFault(ctx: Ctx, run: VerifiedRow | undefined): Promise<ChainFault | null> {
  if (run === undefined) return null
  const places = [...positionsOf(run)].map(([no, seq]) => ({ no, seq })).toSorted((a, b) => a.no - b.no)
  const found: Place[] = []
  for (const [index, hash] of (await hashesAt(ctx.db, places)).entries()) {
    const place = places[index]
    if (place === undefined) continue
    if (hash !== null) found.push({ ...place, head: hash })
    // Inside an archived run only its end is kept: nothing can be said about that run any more.
    else if ((await archivedRunEnd(ctx.db, place.no, place.seq)) !== undefined) return null
    else return { chain: place.no, seq: place.seq, kind: 'missing' }
  }
  const seal = Buffer.from(run.seal, 'base64')
  const fits = ctx.infra.keys.macs(purpose, run.id, told(found)).some(({ mac }) => seal.equals(mac))
  return fits ? null : { chain: null, seq: null, kind: 'head-mismatch' }
}

function told(heads: readonly Place[]): string {
  return canonicalJson(heads.toSorted((a, b) => a.no - b.no).map(({ no, seq, head }) => ({ no, seq, head })))
}
