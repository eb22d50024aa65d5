import { createHash } from 'node:crypto'
import { keepRequest } from '@mas/db/workflows'
import { enqueue } from '@mas/kernel'
import type { ActRun } from '../engine/settlement.ts'
import { workflowsJobs } from '../jobs.ts'
import { handOver } from './hand-over.ts'
import { filled } from './values.ts'

/** What is to be sent is settled here, once; the call itself is a job's, outside every transaction. */
export const callWebhook: ActRun<'call-webhook'> = async (t, order) => {
  const { input, node, origin } = order
  const { method, url, headers, body } = node.data
  const target = filled(input, url)
  const request = { method, url: typeof target === 'string' ? target : '', headers, body: JSON.stringify(filled(input, body)) }
  if (secretName.test(JSON.stringify(request))) return { kind: 'error', code: 'secret-unknown', errorKind: 'precondition' }
  const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('hex')
  await handOver(t, order, 'call-webhook', { targetRef: null, requestHash })
  await keepRequest(t.tx, origin, { request })
  await enqueue(t, workflowsJobs.callWebhook, { ...origin, attempt: 1 })
  return { kind: 'await', until: null, trace: { url: request.url, requestHash } }
}
/** No secret is stored in this installation yet, so a reference to one names nothing. */
const secretName = /\{\{\s*secret\./
