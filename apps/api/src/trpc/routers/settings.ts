import { listSettings, setSetting } from '@mas/domain/settings'
import { mutation, query } from '../expose.ts'
import { router } from '../init.ts'

export const settingsRouter = router({
  listSettings: query(listSettings),
  setSetting: mutation(setSetting),
})
