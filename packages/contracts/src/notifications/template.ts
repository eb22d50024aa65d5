import { z } from 'zod'
import { Id, Instant, Text } from '../core/index.ts'
import { KindCode } from './kinds.ts'
import { Channel } from './topics.ts'

export const Locale = z
  .string()
  .regex(/^[a-z]{2}(-[A-Z]{2})?$/)
  .meta({ description: 'Language and, where it matters, region: `en`, `en-IN`, `hi`' })
export const TemplateState = z.enum(['draft', 'published', 'retired'])
export const TemplateProblem = z.object({
  part: z.enum(['subject', 'html', 'text']),
  line: z.int().meta({ description: 'From 1' }),
  column: z.int().meta({ description: 'From 1' }),
  message: z.string(),
})
export type TemplateProblem = z.infer<typeof TemplateProblem>

const Address = { code: KindCode, channel: Channel.default('email'), locale: Locale.default('en') }
const Body = {
  subject: Text(300).meta({ description: 'Of a notice: its title' }),
  html: Text(100_000).nullable().default(null).meta({ description: 'Null for notices, and where the text says it all' }),
  text: Text(100_000).nullable().default(null).meta({ description: 'Null: derived from the html' }),
}

export const TemplateVersion = z.object({
  templateId: Id,
  version: z.int().min(1),
  state: TemplateState,
  subject: z.string(),
  html: z.string().nullable(),
  text: z.string().nullable(),
  variables: z.array(z.string()),
  checksum: z.string().meta({ description: 'SHA-256 over subject, html and text' }),
  createdAt: Instant,
  publishedAt: Instant.nullable(),
})
export type TemplateVersion = z.infer<typeof TemplateVersion>

export const ListTemplatesInput = z.strictObject({ code: KindCode.optional() })
export const ListTemplatesOutput = z.object({
  items: z.array(
    z.object({
      code: KindCode,
      channel: Channel,
      locale: Locale,
      owner: z.enum(['code', 'db']).meta({ description: 'What is in force now: the version that ships, or one published here' }),
      version: z.int(),
      subject: z.string(),
      latestVersion: z.int().nullable().meta({ description: 'Newest version made here, drafts included' }),
    }),
  ),
})
export const DraftTemplateInput = z.strictObject({ ...Address, ...Body })
export const DraftTemplateOutput = z.object({ version: TemplateVersion, problems: z.array(TemplateProblem) })
export const PreviewTemplateInput = z.strictObject({
  ...Address,
  version: z.int().min(1).optional().meta({ description: 'Absent: what is in force' }),
  data: z.record(Text(100), z.json()).optional().meta({ description: 'Absent: the sample of the kind' }),
})
export const PreviewTemplateOutput = z.object({
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  problems: z.array(TemplateProblem),
})
export const PublishTemplateInput = z.strictObject({ ...Address, version: z.int().min(1) })
export const RetireTemplateInput = z.strictObject({ ...Address })
export const DiffTemplateInput = z.strictObject({ ...Address, from: z.int().min(1), to: z.int().min(1) })
export const DiffTemplateOutput = z.object({
  lines: z.array(z.object({ part: z.enum(['subject', 'html', 'text']), change: z.enum(['same', 'removed', 'added']), text: z.string() })),
})
