import { abortUpload, beginUpload, finishUpload } from '@mas/domain/files'
import { mutation, query } from '../expose.ts'
import { router } from '../init.ts'

export const filesRouter = router({
  abortUpload: mutation(abortUpload),
  beginUpload: query(beginUpload),
  finishUpload: mutation(finishUpload),
})
