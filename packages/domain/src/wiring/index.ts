// Written by `bun run generate` from the folders it lists. Do not edit.
import type { JobHandler, Schedule, Subscriber } from '@mas/kernel'
import { auditHandlers, auditSchedules } from '../audit/index.ts'

/** What the worker runs: each job, reaction and schedule of every domain. */
export const jobHandlers: readonly JobHandler[] = [...auditHandlers]
export const subscribers: readonly Subscriber[] = []
export const schedules: readonly Schedule[] = [...auditSchedules]
