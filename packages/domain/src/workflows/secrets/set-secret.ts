import { SetSecretInput, StoredSecret } from '@mas/contracts/workflows'
import { putSecret } from '@mas/db/workflows'
import { actorKey, flow, inTx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { sealedFor } from './put-in.ts'

export const setSecret = flow({
  verb: 'workflows.set-secret',
  summary:
    'Stores a secret that webhook nodes refer to by its name, or replaces it: calls made from now on carry it; nobody can read it back.',
  permission: 'workflows.set-secret',
  input: SetSecretInput,
  output: StoredSecret,
  // A flow, for the answers of commands are kept beside a trace of what was sent.
  run: (ctx, { name, value }) =>
    inTx(ctx, async (t) => {
      const [by, now] = [actorKey(t.actor), t.clock.now()]
      const fresh = await putSecret(t.tx, { name, sealed: sealedFor(t, name, value), by }, now)
      await record(t, { action: 'workflows.set-secret', subject: { type: 'workflow-secret', id: name }, after: { replaced: !fresh } })
      return { name, setBy: by, setAt: now.toISOString() }
    }),
})
