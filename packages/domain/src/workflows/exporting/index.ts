export { exportRuns } from './export-runs.ts'
export { getRunExport } from './get-run-export.ts'
