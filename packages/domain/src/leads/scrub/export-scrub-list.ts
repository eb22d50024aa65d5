import { ExportScrubListInput, ExportScrubListOutput } from '@mas/contracts/leads'
import { waitingScrubs } from '@mas/db/leads'
import { flow, inTx, type Ctx } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { filesFor } from '../../files/index.ts'

const files = filesFor('leads')
const atOnce = 5_000
const most = 100_000

export const exportScrubList = flow({
  verb: 'leads.export-scrub-list',
  summary: 'Writes the numbers that wait for the do-not-disturb register into a file, one E.164 number per line.',
  permission: 'leads.export-scrub-list',
  refuses: ['files.gone'],
  rate: 'bulk',
  input: ExportScrubListInput,
  output: ExportScrubListOutput,
  run: async (ctx) => {
    if ((await waitingScrubs(ctx.db, '', 1)).length === 0) return { numbers: 0, url: null }
    const told = { numbers: 0 }
    const fileId = await files.putGenerated(ctx, { purpose: 'export', ownerRef: 'scrub-list', name: 'scrub-list.csv' }, linesOf(ctx, told))
    const { url } = await files.signLink(ctx, { fileId })
    await inTx(ctx, (t) =>
      record(t, {
        action: 'leads.export-scrub-list',
        subject: { type: 'file', id: fileId },
        effect: 'read',
        after: { rows: told.numbers },
      }),
    )
    return { numbers: told.numbers, url }
  },
})

async function* linesOf(ctx: Ctx, told: { numbers: number }): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let after = ''
  while (told.numbers < most) {
    const waiting = await waitingScrubs(ctx.db, after, atOnce)
    const last = waiting.at(-1)
    if (last === undefined) return
    told.numbers += waiting.length
    yield encoder.encode(waiting.map(({ value }) => `${value}\n`).join(''))
    after = last.value_hash
  }
}
