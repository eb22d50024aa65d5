import { z } from 'zod'
import { defineSetting } from '../../settings/index.ts'

const Day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)

/** What every step reads. */
export const stepSettings = {
  doubtHours: defineSetting({
    key: 'workflows.doubt-hours',
    schema: z.int().min(1).max(240),
    default: 24,
    describe: 'Hours an unknown outcome is waited for before the run takes the output `unknown` or is held',
  }),
  holidays: defineSetting({
    key: 'workflows.holidays',
    schema: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), z.array(Day).max(2_000)),
    default: {},
    describe: 'Closed days (YYYY-MM-DD) by calendar; business days and windows that name the calendar skip them',
  }),
  businessHours: defineSetting({
    key: 'workflows.business-hours',
    schema: z.object({ from: Clock, to: Clock }).refine(({ from, to }) => from < to, { error: 'must begin before it ends' }),
    default: { from: '10:00', to: '19:00' },
    describe: 'Hours in India of a business day, end exclusive; deadlines of tasks count them',
  }),
}

export const runtimeSettings = {
  controlLoops: defineSetting({
    key: 'workflows.control-loops',
    schema: z.int().min(1).max(8),
    default: 2,
    describe: 'Loops of a worker process that take pure decisions; read when the worker starts',
  }),
  actLoops: defineSetting({
    key: 'workflows.act-loops',
    schema: z.int().min(1).max(16),
    default: 4,
    describe: 'Loops of a worker process that carry steps out in other domains; read when the worker starts',
  }),
  resumeMinutes: defineSetting({
    key: 'workflows.resume-minutes',
    schema: z.int().min(0).max(1_440),
    default: 30,
    describe: 'Minutes over which overdue runs of a resumed workflow are spread',
  }),
  eventLogDays: defineSetting({
    key: 'workflows.event-log-days',
    schema: z.int().min(90).max(400),
    default: 120,
    describe: 'Days events are kept for look-back and back-tests',
  }),
}
