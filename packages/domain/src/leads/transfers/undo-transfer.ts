import { Transfer, TransferRef } from '@mas/contracts/leads'
import { lockTransfer, setTransfer } from '@mas/db/leads'
import { command, enqueue, fail } from '@mas/kernel'
import { record } from '../../audit/index.ts'
import { applyTransfer } from './transfer-jobs.ts'
import { readTransfer } from './transfer-view.ts'

export const undoTransfer = command({
  verb: 'leads.undo-transfer',
  summary: 'Puts the leads of a transfer back into the pools they came from, except those that were moved on since.',
  permission: 'leads.undo-transfer',
  refuses: ['leads.transfer-not-found', 'leads.transfer-not-undoable'],
  input: TransferRef,
  output: Transfer,
  run: async (t, { transferId }) => {
    const row = await lockTransfer(t.tx, transferId)
    if (row === undefined) throw fail('leads.transfer-not-found')
    if (row.state !== 'applied') throw fail('leads.transfer-not-undoable', { state: row.state })
    await setTransfer(t.tx, transferId, { state: 'undoing', finishedAt: null })
    await enqueue(t, applyTransfer, { transferId })
    await record(t, { action: 'leads.undo-transfer', subject: { type: 'transfer', id: transferId }, after: { undone: true } })
    return readTransfer(t, transferId)
  },
})
