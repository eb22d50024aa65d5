import { getHealth, getRunBoard, listDeadLetters, listDoubt, listQueues, listSlowStatements, redriveDeadLetters } from '@mas/domain/admin'
import { mutation, query } from '../expose.ts'
import { router } from '../init.ts'

export const adminRouter = router({
  getHealth: query(getHealth),
  getRunBoard: query(getRunBoard),
  listQueues: query(listQueues),
  listDeadLetters: query(listDeadLetters),
  redriveDeadLetters: mutation(redriveDeadLetters),
  listDoubt: query(listDoubt),
  listSlowStatements: query(listSlowStatements),
})
