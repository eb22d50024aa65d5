export { intakeMany } from './intake.ts'
export type { Arrival, ArrivalFields, ArrivalPhone, IntakeBefore, IntakeColumn, IntakeOptions, IntakeResult } from './intake-model.ts'
export { leadsHandlers } from './handlers.ts'
export { leadsSchedules } from './schedules.ts'
