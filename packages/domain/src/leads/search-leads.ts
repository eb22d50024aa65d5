import { SearchLeadsInput, SearchLeadsOutput } from '@mas/contracts/leads'
import { searchLeads as findHits, type Search } from '@mas/db/leads'
import { fail, query } from '@mas/kernel'
import { nameKeys } from './name-rules.ts'
import { summaryOf } from './lead-view.ts'
import { reachOf } from './reach.ts'

export const searchLeads = query({
  verb: 'leads.search-leads',
  summary:
    'Finds leads within reach by part of a name (the most alike first; of a name that many have, those with the newest activity), the last 4 or more digits of a phone, or the start of an e-mail address.',
  permission: 'leads.search-leads',
  refuses: ['leads.query-too-short'],
  input: SearchLeadsInput,
  output: SearchLeadsOutput,
  run: async (ctx, { query: text, limit }) => {
    const hits = await findHits(ctx.db, reachOf(ctx), searchOf(text), limit)
    return { items: hits.map((row) => summaryOf(ctx, row)) }
  },
})

/** Digits mean a phone, an `@` an address, anything else a name. */
function searchOf(text: string): Search {
  const digits = text.replaceAll(/[\s()+.-]/g, '')
  if (/^\d+$/.test(digits)) {
    if (digits.length < 4) throw fail('leads.query-too-short')
    return { by: 'phone-suffix', text: digits.replace(/^0(?=\d{10}$)/, '') }
  }
  if (text.length < 3) throw fail('leads.query-too-short')
  if (text.includes('@')) return { by: 'email-prefix', text: text.toLowerCase() }
  return { by: 'name', text, indexed: hasTrigram.test(text), keys: nameKeys(text) }
}

/** Three Latin letters or digits in a row, or two at the edge of a word: what a trigram index finds in any locale. */
const hasTrigram = /[a-z0-9]{3}|[a-z0-9]{2}[^a-z0-9]|[^a-z0-9][a-z0-9]{2}/i
