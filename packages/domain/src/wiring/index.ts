// Written by `bun run generate` from the folders it lists. Do not edit.
import type { JobHandler, Schedule, Subscriber } from '@mas/kernel'
import { identityHandlers, identitySchedules } from '../identity/index.ts'
import { ledgerHandlers, ledgerSchedules } from '../ledger/index.ts'
import { notificationsHandlers, notificationsSubscribers, notificationsSchedules } from '../notifications/index.ts'
import { webhooksHandlers, webhooksSchedules } from '../webhooks/index.ts'

/** What the worker runs: each job, reaction and schedule of every domain. */
export const jobHandlers: readonly JobHandler[] = [...identityHandlers, ...ledgerHandlers, ...notificationsHandlers, ...webhooksHandlers]
export const subscribers: readonly Subscriber[] = [...notificationsSubscribers]
export const schedules: readonly Schedule[] = [...identitySchedules, ...ledgerSchedules, ...notificationsSchedules, ...webhooksSchedules]
