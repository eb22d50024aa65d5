import { z } from 'zod'
import { Id, Instant, Text } from '../core/index.ts'

const Seconds = (what: string) =>
  z
    .number()
    .min(0)
    .meta({ description: `${what}, in seconds` })
const NoInput = z.strictObject({})

export const GetHealthInput = NoInput
export const GetHealthOutput = z.object({
  at: Instant,
  outboxLagSeconds: Seconds('Age of the oldest event that nobody took up yet; 0 when there is none'),
  deadLetters: z.int().meta({ description: 'Jobs that gave up; 100 means 100 or more' }),
  breakGlass: z.object({
    ok: z.boolean().meta({ description: 'False when an emergency access waits for its review longer than 72 hours' }),
    unreviewed: z.int(),
    oldestOpenedAt: Instant.nullable(),
  }),
  clockSkewMs: z.int().meta({ description: "This process's clock minus the database's, in ms" }),
  database: z.object({
    version: z.string(),
    bytes: z.int().meta({ description: 'Size of the database' }),
    connections: z.int(),
    connectionLimit: z.int(),
    oldestTransactionSeconds: Seconds('How long the oldest transaction is open'),
  }),
  settings: z.object({
    revision: z.int(),
    ignored: z.array(z.string()).meta({ description: 'Stored values that do not fit this release; the default is used instead' }),
    behind: z
      .array(z.object({ process: z.string(), revision: z.int(), listening: z.boolean() }))
      .meta({ description: 'Processes that read settings at an older revision, or ask the database at every verb' }),
  }),
  providers: z.array(
    z.object({
      slot: z.string(),
      mode: z.enum(['off', 'sandbox', 'live']),
      note: z.string().meta({ description: 'Vendor and host, or what is missing' }),
    }),
  ),
})

export const ListQueuesInput = NoInput
export const ListQueuesOutput = z.object({
  queues: z.array(
    z.object({
      name: z.string(),
      ready: z.int(),
      deferred: z.int(),
      active: z.int(),
      failed: z.int().meta({ description: 'Failed jobs that are still kept' }),
      oldestReadySeconds: Seconds('How long the oldest ready job waited when a worker last counted').nullable(),
      oldestWaitingSeconds: Seconds(
        'How long the oldest job that could begin waits at this moment, whether a worker counts or not',
      ).nullable(),
      countedAt: Instant.nullable().meta({ description: 'When a worker last counted; null before the first count' }),
    }),
  ),
  schedules: z.array(z.object({ name: z.string(), cron: z.string(), zone: z.string().meta({ description: 'IANA zone' }) })),
})

export const ListDeadLettersInput = z.strictObject({ limit: z.int().min(1).max(500).default(100) })
export const DeadLetterRow = z.object({
  id: Id,
  job: z.string(),
  code: z.string().nullable().meta({ description: 'Code of the last failure; null when the worker died in every try' }),
  tries: z.int(),
  since: Instant,
  payload: z.json().meta({ description: 'What the job was given; anything like an address or a number of a person is masked' }),
})
export const ListDeadLettersOutput = z.object({ items: z.array(DeadLetterRow) })

export const RedriveDeadLettersInput = z
  .strictObject({
    job: z
      .string()
      .regex(/^[\w.-]{1,100}$/)
      .optional()
      .meta({ description: 'Only jobs of this queue' }),
    ids: z.array(Id).min(1).max(500).optional().meta({ description: 'Only these dead letters' }),
    reason: Text(500, 5),
  })
  .refine(({ job, ids }) => job !== undefined || ids !== undefined, { error: 'name a job or ids', path: ['ids'] })
export const RedriveDeadLettersOutput = z.object({ redriven: z.int() })

export const ListDoubtInput = NoInput
export const ListDoubtOutput = z.object({
  items: z.array(
    z.object({
      desk: z.string().meta({ description: 'Whose call it was: a domain; of workflows the id is that of the run' }),
      id: Id,
      what: z.string(),
      since: Instant,
      reason: z.string().nullable(),
    }),
  ),
})

const RunCount = z.int().meta({ description: 'Of one kind no more than 10,000 are counted' })
export const GetRunBoardInput = NoInput
export const GetRunBoardOutput = z.object({
  workflows: z
    .array(
      z.object({
        workflowId: Id,
        name: z.string(),
        status: z.string(),
        underWay: RunCount,
        paused: RunCount,
        failed: RunCount,
        inDoubt: RunCount,
        poison: RunCount,
      }),
    )
    .meta({ description: 'The newest 50 workflows' }),
  held: z.array(
    z.object({
      runId: Id,
      workflowName: z.string(),
      heldReason: z.string().nullable(),
      nodeId: z.string().nullable(),
      lastError: z.string().nullable(),
      startedAt: Instant,
    }),
  ),
})

export const ListSlowStatementsInput = NoInput
export const ListSlowStatementsOutput = z.object({
  running: z.array(
    z.object({ seconds: Seconds('How long it runs'), application: z.string(), waitsFor: z.string().nullable(), statement: z.string() }),
  ),
  /** Null where the server does not keep statistics of statements. */
  heaviest: z
    .array(z.object({ calls: z.int(), totalSeconds: z.number(), meanMs: z.number(), statement: z.string() }))
    .nullable()
    .meta({ description: 'By total time since the statistics began; null where `pg_stat_statements` is not loaded' }),
})
