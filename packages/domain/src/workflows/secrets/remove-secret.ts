import { RemovedSecret, SecretRef } from '@mas/contracts/workflows'
import { dropSecret, secretUsers } from '@mas/db/workflows'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'

export const removeSecret = command({
  verb: 'workflows.remove-secret',
  summary: 'Forgets a stored secret; refused while people are in, or can enter, a version that refers to it.',
  permission: 'workflows.remove-secret',
  refuses: ['workflows.secret-not-found', 'workflows.secret-in-use'],
  input: SecretRef,
  output: RemovedSecret,
  run: async (t, { name }) => {
    // Removed first: whoever publishes a reference meanwhile has to wait for this row, and finds it gone.
    if (!(await dropSecret(t.tx, name))) throw fail('workflows.secret-not-found')
    const workflows = await secretUsers(t.tx, name)
    if (workflows.length > 0) throw fail('workflows.secret-in-use', { workflows })
    await record(t, { action: 'workflows.remove-secret', subject: { type: 'workflow-secret', id: name } })
    return { name }
  },
})
