import { kindOf, PreviewTemplateInput, PreviewTemplateOutput } from '@mas/contracts/notifications'
import { findVersion } from '@mas/db/notifications'
import { fail, query } from '@mas/kernel'
import { brandOf } from './brand.ts'
import { layOut } from './layout.ts'
import { parseData } from './request-intents.ts'
import { resolveTemplate } from './resolve-template.ts'
import { sampleScope } from './sample-scope.ts'
import { Unrenderable } from './template-render.ts'
import { compileTemplate, renderTemplate } from './template.ts'
import { requireText } from './template-reach.ts'

export const previewTemplate = query({
  verb: 'notifications.preview-template',
  summary: 'Renders a version, or what is in force, with the sample of its kind or given data; nothing is sent.',
  permission: 'notifications.preview-template',
  refuses: ['request.not-found', 'notifications.data-invalid', 'notifications.template-unrenderable'],
  input: PreviewTemplateInput,
  output: PreviewTemplateOutput,
  run: async (ctx, { code, channel, locale, version, data }) => {
    requireText(ctx, code)
    const kind = kindOf(code)
    const scope = sampleScope(code, data === undefined ? kind.sample : parseData(code, data), ctx.platform)
    const row = version === undefined ? undefined : await findVersion(ctx.db, { code, channel, locale }, version)
    const template =
      row === undefined
        ? version === undefined
          ? (await resolveTemplate(ctx, code, channel, locale))?.template
          : undefined
        : compileTemplate(row, kind)
    if (template === undefined) throw fail('request.not-found')
    if (template.problems.length > 0) return { subject: '', html: '', text: '', problems: [...template.problems] }
    try {
      const content = renderTemplate(template, scope)
      const shown = channel === 'email' ? layOut(content, brandOf(ctx.platform), locale, {}) : content
      return { ...shown, problems: [] }
    } catch (thrown) {
      if (thrown instanceof Unrenderable) throw fail('notifications.template-unrenderable', { path: thrown.path, problem: thrown.problem })
      throw thrown
    }
  },
})
