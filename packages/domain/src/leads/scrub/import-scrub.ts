import { ImportScrubInput, ImportScrubOutput } from '@mas/contracts/leads'
import { knownNumbers } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { keepAnswers } from './scrub-parts.ts'
import { readScrubLines } from './scrub-rules.ts'

const shown = 100

export const importScrub = command({
  verb: 'leads.import-scrub',
  summary:
    'Takes in what the do-not-disturb register said: number, status (Y or N), categories. Numbers nobody here has are told and left out.',
  permission: 'leads.import-scrub',
  refuses: ['leads.scrub-ahead'],
  rate: 'bulk',
  input: ImportScrubInput,
  output: ImportScrubOutput,
  run: async (t, { content, asOf, reference }) => {
    const at = new Date(asOf)
    if (at > t.clock.now()) throw fail('leads.scrub-ahead')
    const lines = readScrubLines(content)
    const entries = lines.flatMap(({ entry }) => entry ?? [])
    const known = await knownNumbers(
      t.tx,
      entries.map(({ value }) => value),
    )
    const applied = entries.filter(({ value }) => known.has(value))
    await keepAnswers(t, applied, at, reference ?? null)
    await record(t, {
      action: 'leads.import-scrub',
      subject: { type: 'scrub', id: reference ?? at.toISOString() },
      after: { asOf: at.toISOString(), applied: applied.length },
    })
    return {
      applied: applied.length,
      unknown: entries.flatMap(({ value }) => (known.has(value) ? [] : [value])).slice(0, shown),
      malformed: lines.flatMap(({ line, entry }) => (entry === undefined ? [line] : [])).slice(0, shown),
    }
  },
})
