import { z } from 'zod'

export const Message = z.looseObject({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().min(1),
  TopicArn: z.string(),
  Message: z.string(),
  Subject: z.string().nullish(),
  Timestamp: z.iso.datetime(),
  Token: z.string().optional(),
  SubscribeURL: z.string().optional(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().regex(/^[A-Za-z0-9+/]{40,1024}={0,2}$/),
  SigningCertURL: z.string(),
})
export type Message = z.infer<typeof Message>

const notification = ['Message', 'MessageId', 'Subject', 'SubscribeURL', 'Timestamp', 'TopicArn', 'Type'] as const
const confirmation = ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const

/** What is signed: names and values line by line. The end of a subscription is found signed in either way. */
export function signedTexts(message: Message): readonly string[] {
  const textOf = (names: readonly (keyof Message)[]) =>
    names
      .map((name) => [name, message[name]] as const)
      .filter(([, value]) => typeof value === 'string')
      .map(([name, value]) => `${String(name)}\n${String(value)}\n`)
      .join('')
  if (message.Type === 'Notification') return [textOf(notification)]
  return message.Type === 'SubscriptionConfirmation' ? [textOf(confirmation)] : [textOf(confirmation), textOf(notification)]
}
