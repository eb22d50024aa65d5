// Written by `bun run generate` from the folders it lists. Do not edit.
import type { JobHandler, Schedule, Subscriber } from '@mas/kernel'
import { identityHandlers, identitySchedules } from '../identity/index.ts'

/** What the worker runs: each job, reaction and schedule of every domain. */
export const jobHandlers: readonly JobHandler[] = [...identityHandlers]
export const subscribers: readonly Subscriber[] = []
export const schedules: readonly Schedule[] = [...identitySchedules]
