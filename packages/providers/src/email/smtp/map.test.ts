import { expect, test } from 'bun:test'
import { answerOf } from './map.ts'
import type { SmtpEnd } from './conversation.ts'

const failed = (stage: 'connect' | 'login' | 'envelope' | 'data', code: string, reply?: string): SmtpEnd => ({
  end: 'failed',
  stage,
  code,
  ...(reply === undefined ? {} : { reply, replyCode: Number(reply.slice(0, 3)) }),
})

test.each([
  ['refused connection', failed('connect', 'ECONNREFUSED'), 'later'],
  ['greeting 554', failed('connect', 'EPROTOCOL', '554 5.7.1 go away'), 'other-provider'],
  ['temporary login failure', failed('login', 'EAUTH', '454 4.7.0 busy'), 'later'],
  ['wrong credentials', failed('login', 'EAUTH', '535 5.7.8 no'), 'other-provider'],
  ['connection lost before DATA', failed('envelope', 'ECONNECTION'), 'later'],
  ['unknown mailbox', failed('envelope', 'EENVELOPE', '550 5.1.1 asha@people.example unknown'), 'never'],
  ['greylisting', failed('envelope', 'EENVELOPE', '451 4.7.1 later'), 'later'],
  ['content refused after DATA', failed('data', 'EMESSAGE', '554 5.6.0 spam'), 'never'],
  ['full queue after DATA', failed('data', 'EMESSAGE', '452 4.3.1 full'), 'later'],
  ['mail over the announced size', failed('envelope', 'EMESSAGE'), 'never'],
] as const)('%s is a refusal to be retried %3$s', (_, end, retry) => {
  const answer = answerOf(end, '<1@mas.example>')
  expect(answer).toMatchObject({ outcome: 'refused', retry })
  // Replies quote addresses; reasons are stored and must not.
  expect(JSON.stringify(answer)).not.toContain('people.example')
})

test.each(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET'])('%s once DATA has begun is in doubt', (code) => {
  expect(answerOf(failed('data', code), '<1@mas.example>')).toMatchObject({ outcome: 'in_doubt' })
})
