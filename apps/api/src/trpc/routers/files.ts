import {
  abortUpload,
  beginUpload,
  downloadQuarantined,
  finishUpload,
  getStorageReport,
  listMyFiles,
  listParts,
  listQuarantine,
  restoreObject,
  setLegalHold,
  signPart,
} from '@mas/domain/files'
import { mutation, query } from '../expose.ts'
import { router } from '../init.ts'

export const filesRouter = router({
  abortUpload: mutation(abortUpload),
  beginUpload: mutation(beginUpload),
  downloadQuarantined: mutation(downloadQuarantined),
  finishUpload: mutation(finishUpload),
  getStorageReport: query(getStorageReport),
  listMyFiles: query(listMyFiles),
  listParts: mutation(listParts),
  listQuarantine: query(listQuarantine),
  restoreObject: mutation(restoreObject),
  setLegalHold: mutation(setLegalHold),
  signPart: mutation(signPart),
})
