export { createResendSender, type ResendSenderOptions } from './client.ts'
export { createResendEvents } from './webhook.ts'
