export const workflowsConstraints = {
  workflows_key_key: 'workflows.key-taken',
  versions_hash_key: 'workflows.unchanged',
  workflows_draft_chk: 'workflows.graph-invalid',
  runs_live_entry_key: 'workflows.already-live',
  runs_source_key: 'workflows.already-live',
  runs_mutex_key: 'workflows.mutex-busy',
  task_decisions_pkey: 'workflows.already-decided',
} as const
