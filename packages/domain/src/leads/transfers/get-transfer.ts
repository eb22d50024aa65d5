import { Transfer, TransferRef } from '@mas/contracts/leads'
import { query } from '@mas/kernel'
import { readTransfer } from './transfer-view.ts'

export const getTransfer = query({
  verb: 'leads.get-transfer',
  summary: 'How far a transfer is, and what became of its leads.',
  permission: 'leads.get-transfer',
  refuses: ['leads.transfer-not-found'],
  input: TransferRef,
  output: Transfer,
  run: (ctx, { transferId }) => readTransfer(ctx, transferId),
})
