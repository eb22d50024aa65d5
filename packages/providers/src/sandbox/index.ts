export { startSandbox, type Sandbox, type SandboxOptions } from './start.ts'
export { sandboxResend } from '../email/resend/sandbox-keys.ts'
export { demoPeople, type DemoPerson } from '../google-identity/demo-people.ts'
export type { MailFilter, SandboxMail } from '../email/sandbox-mail.ts'
