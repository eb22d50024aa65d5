import * as workflows from '@mas/domain/workflows'
import { mutation, query } from '../expose.ts'
import { router } from '../init.ts'

export const workflowsRouter = router({
  listWorkflows: query(workflows.listWorkflows),
  getWorkflow: query(workflows.getWorkflow),
  getStats: query(workflows.getStats),
  validateDraft: query(workflows.validateDraft),
  diffVersions: query(workflows.diffVersions),
  createWorkflow: mutation(workflows.createWorkflow),
  saveDraft: mutation(workflows.saveDraft),
  copyWorkflow: mutation(workflows.copyWorkflow),
  exportWorkflow: mutation(workflows.exportWorkflow),
  importWorkflow: mutation(workflows.importWorkflow),
  publish: mutation(workflows.publish),
  activateVersion: mutation(workflows.activateVersion),
  pause: mutation(workflows.pause),
  resume: mutation(workflows.resume),
  archive: mutation(workflows.archive),
  setEntryRules: mutation(workflows.setEntryRules),
})
