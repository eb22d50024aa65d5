export { cloneDatabase } from './template.ts'
export { defaultNow, someone, useHarness, type Harness } from './harness.ts'
export { useMailSandbox, type MailSandbox } from './mail-sandbox.ts'
export { refusalOf } from './refusal.ts'
