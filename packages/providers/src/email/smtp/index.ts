export type { SmtpServer } from './conversation.ts'
export { createSmtpSender, type SmtpSenderOptions } from './sender.ts'
