import { Id } from '@mas/contracts/core'
import { defineJob } from '@mas/kernel'
import { z } from 'zod'

const one = z.object({ importId: Id })
/** A killed worker is noticed after ten seconds of silence; every job goes on where the last one stopped. */
const options = { heartbeatSeconds: 10, expireSeconds: 3_600, retryLimit: 20, concurrency: 2 } as const

/** Reads the file into rows. */
export const stageImport = defineJob('leads.stage-import', one, options)
export const previewImportJob = defineJob('leads.preview-import', one, options)
export const commitImportJob = defineJob('leads.commit-import', one, options)
export const undoImportJob = defineJob('leads.undo-import', one, options)
export const writeImportReport = defineJob('leads.write-import-report', z.object({ importId: Id, of: z.string() }), options)
/** Wakes imports whose job was lost with its worker. */
export const resumeImports = defineJob('leads.resume-imports', z.object({}), { concurrency: 1 })
/** Cancels old drafts and drops the rows of old imports. */
export const ageImports = defineJob('leads.age-imports', z.object({}), { concurrency: 1, expireSeconds: 3_600 })
