import {
  explainSubject,
  exportRange,
  getEntry,
  listAnchors,
  listEntries,
  listMyHistory,
  listVerifications,
  proveEntry,
  verifyChain,
} from '@mas/domain/audit'
import { mutation, query } from '../expose.ts'
import { router } from '../init.ts'

export const auditRouter = router({
  explainSubject: query(explainSubject),
  exportRange: mutation(exportRange),
  getEntry: mutation(getEntry),
  listAnchors: query(listAnchors),
  listEntries: query(listEntries),
  listMyHistory: query(listMyHistory),
  listVerifications: query(listVerifications),
  proveEntry: query(proveEntry),
  verifyChain: mutation(verifyChain),
})
