import { kindOf, KindCode, ListTemplatesInput, ListTemplatesOutput } from '@mas/contracts/notifications'
import { listTemplateRows } from '@mas/db/notifications'
import { query } from '@mas/kernel'
import { codeTemplate } from './code-templates/index.ts'
import { reachesText } from './template-reach.ts'

export const listTemplates = query({
  verb: 'notifications.list-templates',
  summary: 'Lists the texts of every kind: the one that ships and what was made here, and which of them is in force.',
  permission: 'notifications.list-templates',
  input: ListTemplatesInput,
  output: ListTemplatesOutput,
  run: async (ctx, { code }) => {
    const made = await listTemplateRows(ctx.db, code)
    const shipped = KindCode.options
      .filter((kind) => (code === undefined || kind === code) && reachesText(ctx, kind))
      .flatMap((kind) => kindOf(kind).channels.flatMap((channel) => ({ kind, channel, text: codeTemplate(kind, channel) })))
    const items = shipped.flatMap(({ kind, channel, text }) => {
      const own = made.filter((row) => row.code === kind && row.channel === channel)
      const overridden = own.some((row) => row.locale === 'en' && row.published !== null)
      const ours =
        text === undefined || overridden
          ? []
          : [
              {
                code: kind,
                channel,
                locale: 'en',
                owner: 'code',
                version: text.version,
                subject: text.subject,
                latestVersion: own.find((row) => row.locale === 'en')?.latest ?? null,
              },
            ]
      const published = own.flatMap((row) =>
        row.published === null
          ? []
          : [
              {
                code: kind,
                channel,
                locale: row.locale,
                owner: 'db',
                version: row.published,
                subject: row.subject ?? '',
                latestVersion: row.latest,
              },
            ],
      )
      return [...ours, ...published]
    })
    return ListTemplatesOutput.parse({ items })
  },
})
