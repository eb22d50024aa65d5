import { RenewedSigningSecret, RenewSigningSecretInput } from '@mas/contracts/workflows'
import { putSigners, signersOf } from '@mas/db/workflows'
import { flow, inTx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { newSigningSecret } from '../../webhooks/index.ts'
import { lockOpen } from '../authoring/find-workflow.ts'
import { inForce, sealedSigner } from './signers.ts'

export const renewSigningSecret = flow({
  verb: 'workflows.renew-signing-secret',
  summary:
    'Makes the secret that calls of a workflow are signed with (Standard Webhooks) and shows it this once, for whoever receives the calls.',
  permission: 'workflows.renew-signing-secret',
  refuses: ['workflows.not-found', 'workflows.archived'],
  input: RenewSigningSecretInput,
  output: RenewedSigningSecret,
  run: (ctx, { workflowId, overlapHours }) =>
    inTx(ctx, async (t) => {
      await lockOpen(t, workflowId)
      const now = t.clock.now()
      const secret = newSigningSecret()
      const kept = inForce(await signersOf(t.tx, workflowId), now, overlapHours * 3_600_000)
      await putSigners(t.tx, workflowId, [sealedSigner(t, workflowId, secret, now), ...kept], now)
      const previousUntil = kept[0]?.until ?? null
      await record(t, { action: 'workflows.renew-signing-secret', subject: { type: 'workflow', id: workflowId }, after: { previousUntil } })
      return { secret, previousUntil }
    }),
})
