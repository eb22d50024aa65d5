import { kindOf, PublishTemplateInput, TemplateVersion, type KindName } from '@mas/contracts/notifications'
import { findVersion, latestData, lockTemplate, publishVersion, retirePublished } from '@mas/db/notifications'
import { command, fail, newId, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { sampleScope } from './sample-scope.ts'
import { Unrenderable } from './template-render.ts'
import { versionOf } from './template-view.ts'
import { compileTemplate, renderTemplate, type Template } from './template.ts'
import { requireText } from './template-reach.ts'

const triedOn = 50

export const publishTemplate = command({
  verb: 'notifications.publish-template',
  summary:
    'Puts a version in force after rendering it with the sample and for the 50 latest real requests of its kind; the one before is retired.',
  permission: 'notifications.publish-template',
  refuses: [
    'request.not-found',
    'notifications.version-published',
    'notifications.template-invalid',
    'notifications.template-unrenderable',
  ],
  input: PublishTemplateInput,
  output: TemplateVersion,
  run: async (t, { code, channel, locale, version }) => {
    requireText(t, code)
    const now = t.clock.now()
    const address = { code, channel, locale }
    const draft = await findVersion(t.tx, address, version)
    if (draft === undefined) throw fail('request.not-found')
    const templateId = await lockTemplate(t.tx, newId(now.getTime()), address, now)
    const template = compileTemplate(draft, kindOf(code))
    if (template.problems.length > 0) throw fail('notifications.template-invalid', { problems: template.problems })
    await tryOut(t, code, template)
    // The state is asked for under the lock: of two who publish at once the second sees what the first did.
    if ((await findVersion(t.tx, address, version))?.state !== 'draft') throw fail('notifications.version-published')
    const before = await retirePublished(t.tx, templateId)
    const row = await publishVersion(t.tx, templateId, version, now)
    if (row === undefined) throw fail('notifications.version-published')
    await record(t, {
      action: 'notifications.publish-template',
      subject: { type: 'template', id: templateId },
      before: { version: before ?? null },
      after: { version, checksum: row.checksum },
    })
    return versionOf(row)
  },
})

async function tryOut(t: TxCtx, code: KindName, template: Template): Promise<void> {
  const kind = kindOf(code)
  const real = await latestData(t.tx, code, triedOn)
  for (const { id, data } of [{ id: 'sample', data: kind.sample }, ...real]) {
    try {
      renderTemplate(template, { ...sampleScope(code, data, t.platform) })
    } catch (thrown) {
      if (thrown instanceof Unrenderable)
        throw fail('notifications.template-unrenderable', { for: id, path: thrown.path, problem: thrown.problem })
      throw thrown
    }
  }
}
