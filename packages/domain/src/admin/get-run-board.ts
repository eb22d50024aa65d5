import { GetRunBoardInput, GetRunBoardOutput } from '@mas/contracts/admin'
import { query } from '@mas/kernel'
import { runBoard } from '../workflows/index.ts'

export const getRunBoard = query({
  verb: 'admin.get-run-board',
  summary: 'Counts the runs of each workflow that are not over, by why they are held, and lists the newest hundred that are held.',
  permission: 'admin.read-operations',
  fresh: true,
  input: GetRunBoardInput,
  output: GetRunBoardOutput,
  run: (ctx) => runBoard(ctx),
})
