import { createHash } from 'node:crypto'
import { enqueue } from '@mas/kernel'
import type { ActRun } from '../engine/settlement.ts'
import { workflowsJobs } from '../jobs.ts'
import { secretReference, standIn } from '../secrets/put-in.ts'
import { filled, filledAddress, type StandIn } from './values.ts'

/** What is to be sent is settled here, once, but for the secrets; the call itself is a job's, outside every transaction. */
export const callWebhook: ActRun<'call-webhook'> = async (t, { input, node, key, origin }) => {
  const { method, url, headers, body } = node.data
  const requestWith = (stand: StandIn) => ({
    method,
    url: filledAddress(input, url, stand),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name, text.replaceAll(secretReference, (_, secret: string) => stand(secret))]),
    ),
    body: JSON.stringify(filled(input, body, stand)),
  })
  const told = requestWith((name) => `{{secret.${name}}}`)
  const mark = Buffer.from(t.infra.keys.mac('workflows.secret-mark', key)).toString('hex').slice(0, 32)
  const requestHash = createHash('sha256').update(JSON.stringify(told)).digest('hex')
  await enqueue(t, workflowsJobs.callWebhook, { ...origin, attempt: 1 })
  const request = { request: requestWith((name) => standIn(mark, name)), mark }
  const effect = { kind: 'call-webhook', targetRef: null, requestHash, request } as const
  return { kind: 'await', until: null, trace: { url: told.url, requestHash }, effect }
}
