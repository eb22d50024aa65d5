export { exportScrubList } from './export-scrub-list.ts'
export { importScrub } from './import-scrub.ts'
