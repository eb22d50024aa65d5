import { handlersFor } from '@mas/kernel'
import { ageOldImports } from './age-imports.ts'
import { commitChunks } from './commit-chunks.ts'
import {
  ageImports,
  commitImportJob,
  previewImportJob,
  resumeImports,
  stageImport,
  undoImportJob,
  writeImportReport,
} from './import-jobs.ts'
import { previewChunks } from './preview-chunks.ts'
import { resumeStalledImports } from './resume-imports.ts'
import { stageFile } from './stage-file.ts'
import { undoChunks } from './undo-chunks.ts'
import { writeReport } from './write-report.ts'

export const importHandlers = handlersFor(
  { ageImports, commitImportJob, previewImportJob, resumeImports, stageImport, undoImportJob, writeImportReport },
  {
    ageImports: (ctx) => ageOldImports(ctx),
    commitImportJob: (ctx, { importId }) => commitChunks(ctx, importId),
    previewImportJob: (ctx, { importId }) => previewChunks(ctx, importId),
    resumeImports: (ctx) => resumeStalledImports(ctx),
    stageImport: (ctx, { importId }) => stageFile(ctx, importId),
    undoImportJob: (ctx, { importId }) => undoChunks(ctx, importId),
    writeImportReport: (ctx, { importId, of }) => writeReport(ctx, importId, of),
  },
)
