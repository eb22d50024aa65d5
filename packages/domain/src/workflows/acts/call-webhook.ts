import { createHash } from 'node:crypto'
import { enqueue } from '@mas/kernel'
import type { ActRun } from '../engine/settlement.ts'
import { workflowsJobs } from '../jobs.ts'
import { filled } from './values.ts'

/** What is to be sent is settled here, once; the call itself is a job's, outside every transaction. */
export const callWebhook: ActRun<'call-webhook'> = async (t, order) => {
  const { input, node, origin } = order
  const { method, url, headers, body } = node.data
  const target = filled(input, url)
  const request = { method, url: typeof target === 'string' ? target : '', headers, body: JSON.stringify(filled(input, body)) }
  if (secretName.test(JSON.stringify(request))) return { kind: 'error', code: 'secret-unknown', errorKind: 'precondition' }
  const requestHash = createHash('sha256').update(JSON.stringify(request)).digest('hex')
  await enqueue(t, workflowsJobs.callWebhook, { ...origin, attempt: 1 })
  const effect = { kind: 'call-webhook', targetRef: null, requestHash, request: { request } } as const
  return { kind: 'await', until: null, trace: { url: request.url, requestHash }, effect }
}
/** No secret is stored in this installation yet, so a reference to one names nothing. */
const secretName = /\{\{\s*secret\./
