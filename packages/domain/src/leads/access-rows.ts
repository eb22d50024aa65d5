import { provideAccessRows } from '../identity/index.ts'
import { reachableLeads } from './reach-parts.ts'

provideAccessRows({ 'leads.lead': async (ctx, id) => (await reachableLeads(ctx, [id])).has(id) })
