import { permissions } from '../access/index.ts'

/** A head imports into the own pool and sees the own imports; the page `import` must be switched on. */
const heads = { SALES_HEAD: 'pool@import' } as const

export const leadsImportPermissions = permissions('leads', {
  'start-import': heads,
  'map-import': heads,
  'preview-import': heads,
  'commit-import': heads,
  'pause-import': heads,
  'resume-import': heads,
  'cancel-import': heads,
  'undo-import': heads,
  'get-import': heads,
  'list-imports': heads,
  'list-import-rows': heads,
  'download-import-report': heads,
})
