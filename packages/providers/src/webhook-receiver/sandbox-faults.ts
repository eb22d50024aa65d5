import { createFaults } from '../sandbox/faults.ts'

/** What the receiver of outbound webhooks can do instead of answering 200. */
export const receiverAnswers = {
  '204': 'takes the message and answers 204',
  '301': 'redirects to the metadata address of clouds',
  '400': 'refuses the message',
  '410': 'wants to hear nothing any more',
  '429-seconds': 'has enough for now; Retry-After: 120',
  '429-date': 'has enough for now; Retry-After as an HTTP date two minutes ahead',
  '500': 'fails',
  '503': 'is down',
  hang: 'reads the message and says nothing',
  late: 'takes the message and answers 200 when nobody waits any more',
  drop: 'reads the message and closes the connection',
  cut: 'takes the message, answers 200 and closes half-way through the body',
  endless: 'takes the message and answers 200 with a body without end',
} as const
export type ReceiverAnswer = keyof typeof receiverAnswers

export const createReceiverFaults = () => createFaults<ReceiverAnswer>(receiverAnswers)
export type ReceiverFaults = ReturnType<typeof createReceiverFaults>
