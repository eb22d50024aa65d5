import type { Channel, KindName } from '@mas/contracts/notifications'
import { kindOf } from '@mas/contracts/notifications'
import { findPublished } from '@mas/db/notifications'
import type { Ctx, TxCtx } from '@mas/kernel'
import { localesFor } from './brand.ts'
import { codeTemplate } from './code-templates/index.ts'
import { compileTemplate, type Template } from './template.ts'

export interface TemplateInForce {
  readonly template: Template
  /** `db@3 hi` or `code@1 en`; stored with every mail. */
  readonly version: string
  readonly locale: string
}

/** The published text of a kind in the best language there is, otherwise the one that ships; undefined without either. */
export async function resolveTemplate(
  ctx: Ctx | TxCtx,
  kind: KindName,
  channel: Channel,
  locale: string,
): Promise<TemplateInForce | undefined> {
  const published = await findPublished('tx' in ctx ? ctx.tx : ctx.db, kind, channel, localesFor(locale))
  if (published !== undefined)
    return {
      template: compileTemplate(published, kindOf(kind)),
      version: `db@${published.version} ${published.locale}`,
      locale: published.locale,
    }
  const shipped = codeTemplate(kind, channel)
  return shipped && { template: compileTemplate(shipped, kindOf(kind)), version: `code@${shipped.version} en`, locale: 'en' }
}
