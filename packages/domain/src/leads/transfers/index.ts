export { transferLeads } from './transfer-leads.ts'
export { getTransfer } from './get-transfer.ts'
export { undoTransfer } from './undo-transfer.ts'
