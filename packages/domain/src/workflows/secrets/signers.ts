import { signersOf, type SealedSigner } from '@mas/db/workflows'
import type { Ctx, TxCtx } from '@mas/kernel'

const purpose = 'workflows.signing-secret'

export function sealedSigner(t: TxCtx, workflowId: string, secret: string, from: Date): SealedSigner {
  const sealed = Buffer.from(t.infra.keys.seal(purpose, secret, workflowId)).toString('base64')
  return { sealed, from: from.toISOString(), until: null }
}

/** The newest secret that signs now, until the overlap ends. */
export function inForce(signers: readonly SealedSigner[], now: Date, overlapMs: number): SealedSigner[] {
  const end = new Date(now.getTime() + overlapMs).toISOString()
  const current = signers.find((one) => signs(one, now.toISOString()))
  if (current === undefined || overlapMs === 0) return []
  return [{ ...current, until: current.until !== null && current.until < end ? current.until : end }]
}

const signs = ({ from, until }: SealedSigner, now: string) => from <= now && (until === null || now < until)

/** What signs calls of a workflow now, the newest first. Before anybody asked for a secret a derived one does, which nobody knows. */
export async function liveSigners(ctx: Ctx, workflowId: string): Promise<string[]> {
  const now = ctx.clock.now().toISOString()
  const live = (await signersOf(ctx.db, workflowId)).filter((one) => signs(one, now))
  const opened = live.flatMap(({ sealed }) => ctx.infra.keys.open(purpose, Buffer.from(sealed, 'base64'), workflowId) ?? [])
  if (opened.length > 0) return opened
  return [`whsec_${Buffer.from(ctx.infra.keys.mac('workflows.webhook-secret', workflowId)).toString('base64')}`]
}
