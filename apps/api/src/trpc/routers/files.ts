import { abortUpload, beginUpload, finishUpload } from '@mas/domain/files'
import { mutation } from '../expose.ts'
import { router } from '../init.ts'

export const filesRouter = router({
  abortUpload: mutation(abortUpload),
  beginUpload: mutation(beginUpload),
  finishUpload: mutation(finishUpload),
})
