import { z } from 'zod'
import { sandboxResend } from '../email/resend/sandbox-keys.ts'
import { startSandbox } from './start.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const Env = z.object({
  SANDBOX_HTTP_PORT: port,
  SANDBOX_SMTP_PORT: port,
  SANDBOX_CLAMD_PORT: port.optional(),
  MAS_DATA_DIR: z.string().min(1).optional(),
  SANDBOX_EMAIL_WEBHOOK_URL: z.url().optional(),
  SANDBOX_WEBHOOKS_URL: z.url().optional(),
})

// eslint-disable-next-line mas/env-only-in-config -- a process of its own, which must not know the platform
const env = Env.safeParse(process.env)
if (!env.success) {
  for (const issue of env.error.issues) console.error(`sandbox: ${issue.path.join('.')}: ${issue.message}`)
  process.exit(1)
}

const sandbox = await startSandbox({
  httpPort: env.data.SANDBOX_HTTP_PORT,
  smtpPort: env.data.SANDBOX_SMTP_PORT,
  ...(env.data.SANDBOX_CLAMD_PORT === undefined ? {} : { clamdPort: env.data.SANDBOX_CLAMD_PORT }),
  ...(env.data.SANDBOX_WEBHOOKS_URL === undefined ? {} : { webhooksUrl: env.data.SANDBOX_WEBHOOKS_URL }),
  ...(env.data.MAS_DATA_DIR === undefined ? {} : { dataDir: env.data.MAS_DATA_DIR }),
  ...(env.data.SANDBOX_EMAIL_WEBHOOK_URL === undefined
    ? {}
    : { emailWebhook: { url: env.data.SANDBOX_EMAIL_WEBHOOK_URL, secret: sandboxResend.webhookSecret } }),
})
console.log(`sandbox: ${sandbox.httpUrl} and ${sandbox.smtpUrl}`)

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void sandbox.stop().then(() => process.exit(0))
  })
}
