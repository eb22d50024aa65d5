import { z } from 'zod'

/** A mail as the sandbox got it; also one line of its file. */
export const SandboxMail = z.object({
  id: z.string(),
  receivedAt: z.string(),
  /** How it came: over SMTP or over a vendor's HTTP look-alike. */
  via: z.string(),
  /** What became of it afterwards, as the address asked for. */
  fate: z.enum(['delivered', 'bounced', 'soft-bounced', 'complained']),
  messageId: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** As received, in order. */
  headers: z.array(z.tuple([z.string(), z.string()])),
  attachments: z.array(z.object({ filename: z.string(), contentType: z.string(), size: z.number(), contentBase64: z.string() })),
})
export type SandboxMail = z.infer<typeof SandboxMail>

export interface MailFilter {
  /** Exact address, case ignored. */
  readonly to?: string
  /** ISO instant; mails received at or after it. */
  readonly since?: string
}
