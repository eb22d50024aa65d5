export { createResendSender, type ResendSenderOptions } from './client.ts'
export { createResendEvents, readResendEvents } from './webhook.ts'
export { sandboxResend } from './sandbox-keys.ts'
export { inboundEmail } from '../inbound-email.ts'
