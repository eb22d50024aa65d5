import { DraftTemplateInput, DraftTemplateOutput, kindOf } from '@mas/contracts/notifications'
import { insertVersion, lockTemplate } from '@mas/db/notifications'
import { command, fail, newId } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { versionOf } from './template-view.ts'
import { checksumOf, compileTemplate } from './template.ts'
import { requireText } from './template-reach.ts'

export const draftTemplate = command({
  verb: 'notifications.draft-template',
  summary: 'Adds a version of a text; problems with line and column come back and do not keep it from being saved.',
  permission: 'notifications.draft-template',
  refuses: ['notifications.kind-unknown', 'notifications.data-invalid'],
  input: DraftTemplateInput,
  output: DraftTemplateOutput,
  run: async (t, { code, channel, locale, ...source }) => {
    requireText(t, code)
    const kind = kindOf(code)
    if (!kind.channels.includes(channel)) throw fail('notifications.kind-unknown', { code, channel })
    if (source.html === null && source.text === null)
      throw fail('notifications.data-invalid', { issues: [{ path: ['text'], message: 'html or text is needed' }] })
    const now = t.clock.now()
    const templateId = await lockTemplate(t.tx, newId(now.getTime()), { code, channel, locale }, now)
    const { problems, variables } = compileTemplate(source, kind)
    const row = await insertVersion(t.tx, { templateId, ...source, variables, checksum: checksumOf(source), now })
    if (row === undefined) throw fail('request.conflict')
    await record(t, {
      action: 'notifications.draft-template',
      subject: { type: 'template', id: templateId },
      after: { code, channel, locale, version: row.version, checksum: row.checksum },
    })
    return { version: versionOf(row), problems: [...problems] }
  },
})
