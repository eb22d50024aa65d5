// Written by `bun run generate` from the folders it lists. Do not edit.
import type { JobHandler, Schedule, Subscriber } from '@mas/kernel'
import { auditHandlers, auditSchedules } from '../audit/index.ts'
import { filesHandlers, filesSchedules } from '../files/index.ts'
import { identityHandlers, identitySubscribers, identitySchedules } from '../identity/index.ts'
import { leadsHandlers, leadsSubscribers, leadsSchedules } from '../leads/index.ts'
import { ledgerHandlers, ledgerSchedules } from '../ledger/index.ts'
import { notificationsHandlers, notificationsSubscribers, notificationsSchedules } from '../notifications/index.ts'
import { settingsHandlers, settingsSchedules } from '../settings/index.ts'
import { webhooksHandlers, webhooksSchedules } from '../webhooks/index.ts'
import { workflowsHandlers, workflowsSubscribers, workflowsSchedules } from '../workflows/index.ts'

/** What the worker runs: each job, reaction and schedule of every domain. */
export const jobHandlers: readonly JobHandler[] = [...auditHandlers, ...filesHandlers, ...identityHandlers, ...leadsHandlers, ...ledgerHandlers, ...notificationsHandlers, ...settingsHandlers, ...webhooksHandlers, ...workflowsHandlers]
export const subscribers: readonly Subscriber[] = [...identitySubscribers, ...leadsSubscribers, ...notificationsSubscribers, ...workflowsSubscribers]
export const schedules: readonly Schedule[] = [...auditSchedules, ...filesSchedules, ...identitySchedules, ...leadsSchedules, ...ledgerSchedules, ...notificationsSchedules, ...settingsSchedules, ...webhooksSchedules, ...workflowsSchedules]
