// Written by `bun run generate` from the folders it lists. Do not edit.
import type { JobHandler, Schedule, Subscriber } from '@mas/kernel'
import { filesHandlers, filesSchedules } from '../files/index.ts'
import { leadsHandlers, leadsSchedules } from '../leads/index.ts'

/** What the worker runs: each job, reaction and schedule of every domain. */
export const jobHandlers: readonly JobHandler[] = [...filesHandlers, ...leadsHandlers]
export const subscribers: readonly Subscriber[] = []
export const schedules: readonly Schedule[] = [...filesSchedules, ...leadsSchedules]
