export { exportLeads } from './export-leads.ts'
export { getExport } from './get-export.ts'
