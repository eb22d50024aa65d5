import { z } from 'zod'
import { defineFlag, defineSetting } from '../../settings/index.ts'

export const exportMostRows = defineSetting({
  key: 'leads.export-most-rows',
  schema: z.int().min(1).max(100_000),
  default: 100_000,
  describe: 'Leads that one export may hold',
})

/** Data that is leaving is stopped first and looked into afterwards. */
export const exportsOn = defineFlag({
  key: 'leads.exports',
  default: true,
  owner: 'leads',
  expiresOn: '2027-12-31',
  killSwitch: true,
  clientVisible: true,
  describe: 'Exports of leads: asking for one, writing its file, and links to files that are written',
})
