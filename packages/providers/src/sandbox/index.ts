export { startSandbox, type Sandbox, type SandboxOptions } from './start.ts'
export type { MailFilter, SandboxMail } from '../email/sandbox-mail.ts'
