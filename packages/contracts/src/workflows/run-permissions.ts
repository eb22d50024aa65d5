const admin = { ADMIN: 'all' } as const
const pool = { ADMIN: 'all', SALES_HEAD: 'pool' } as const
const lookers = { ADMIN: 'all', SALES: 'own', SALES_HEAD: 'pool' } as const
const assignees = { ADMIN: 'all', ANY: 'own', SALES_HEAD: 'own+team' } as const

/** `own` and `pool` of runs are those of the lead the run is about; `own` of tasks is whom they are assigned to. */
export const runPermissions = {
  enrol: pool,
  'enrol-many': pool,
  'cancel-run': pool,
  'cancel-runs': pool,
  'hold-run': admin,
  'release-run': admin,
  'retry-run': admin,
  'rerun-from': admin,
  'resolve-effect': admin,
  'list-runs': lookers,
  'get-run': lookers,
  'explain-run': lookers,
  'render-run': lookers,
  'explain-absence': lookers,
  'plan-migration': admin,
  'simulate-migration': admin,
  'apply-migration': admin,
  'revert-migration': admin,
  'get-migration': admin,
  'list-my-tasks': assignees,
  'decide-task': assignees,
  'reassign-task': assignees,
} as const
