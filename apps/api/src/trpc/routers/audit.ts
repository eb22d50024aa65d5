import { listEntries } from '@mas/domain/audit'
import { query } from '../expose.ts'
import { router } from '../init.ts'

export const auditRouter = router({
  listEntries: query(listEntries),
})
