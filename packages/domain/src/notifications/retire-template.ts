import { RetireTemplateInput, TemplateVersion } from '@mas/contracts/notifications'
import { findVersion, lockTemplate, retirePublished } from '@mas/db/notifications'
import { command, fail, newId } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { versionOf } from './template-view.ts'
import { requireText } from './template-reach.ts'

export const retireTemplate = command({
  verb: 'notifications.retire-template',
  summary: 'Takes the published version of a text out of force; the one that ships speaks again.',
  permission: 'notifications.retire-template',
  refuses: ['request.not-found'],
  input: RetireTemplateInput,
  output: TemplateVersion,
  run: async (t, address) => {
    requireText(t, address.code)
    const now = t.clock.now()
    const templateId = await lockTemplate(t.tx, newId(now.getTime()), address, now)
    const retired = await retirePublished(t.tx, templateId)
    const row = retired === undefined ? undefined : await findVersion(t.tx, address, retired)
    if (row === undefined) throw fail('request.not-found')
    await record(t, {
      action: 'notifications.retire-template',
      subject: { type: 'template', id: templateId },
      before: { version: row.version },
    })
    return versionOf(row)
  },
})
