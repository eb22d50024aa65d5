import { rows, sql, type Db } from '@mas/db'
import { z } from 'zod'
import { connectNode } from '../../packages/db/src/driver/node.ts'

interface PlanNode {
  readonly 'Node Type': string
  readonly Schema?: string | undefined
  readonly 'Relation Name'?: string | undefined
  readonly 'Actual Rows'?: number | undefined
  readonly 'Rows Removed by Filter'?: number | undefined
  readonly 'Index Cond'?: string | undefined
  readonly 'Actual Loops'?: number | undefined
  readonly Plans?: readonly PlanNode[] | undefined
}
const Node: z.ZodType<PlanNode> = z.object({
  'Node Type': z.string(),
  Schema: z.string().optional(),
  'Relation Name': z.string().optional(),
  'Actual Rows': z.number().optional(),
  'Rows Removed by Filter': z.number().optional(),
  'Index Cond': z.string().optional(),
  'Actual Loops': z.number().optional(),
  get Plans() {
    return z.array(Node).optional()
  },
})
const Explained = z.object({ 'Query Text': z.string(), Plan: Node })

export interface Statement {
  readonly text: string
  /** Growing tables that the plan walks. */
  readonly walked: readonly string[]
  /** Rows that the plan's scans touched: what grows when the time does. */
  readonly touched: number
}
export interface Planned {
  readonly db: Db
  /** What was sent since the last call, as it was really planned and run. */
  take(): Statement[]
  close(): Promise<void>
}

const growsFrom = 500

/** A connection whose server tells with every statement how it ran: auto_explain, which ships with Postgres. */
export async function openPlanned(url: string): Promise<Planned> {
  const driver = connectNode({
    url,
    poolSize: 1,
    applicationName: 'bench-plans',
    statementTimeoutMs: 120_000,
    session: {
      session_preload_libraries: 'auto_explain',
      'auto_explain.log_min_duration': '0',
      'auto_explain.log_analyze': 'on',
      'auto_explain.log_timing': 'off',
      'auto_explain.log_verbose': 'on',
      'auto_explain.log_format': 'json',
      'auto_explain.log_level': 'notice',
      'auto_explain.log_nested_statements': 'on',
    },
  })
  const growing = new Set(
    (
      await rows<{ name: string }>(
        driver.db,
        sql`select relnamespace::regnamespace || '.' || relname as name from pg_class where relkind = 'r' and reltuples >= ${growsFrom}
            and relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')`,
      )
    ).map(({ name }) => name),
  )
  const statements: Statement[] = []
  const pool: unknown = Reflect.get(driver.db, '$client')
  const listen = (client: unknown) => Object(client).on('notice', (notice: unknown) => heard(String(Object(notice).message)))
  const heard = (message: string) => {
    const json = /^duration: [\d.]+ ms {2}plan:\n(.*)$/s.exec(message)?.[1]
    if (json === undefined) return
    const { 'Query Text': text, Plan } = Explained.parse(JSON.parse(json))
    const all = nodesOf(Plan)
    const walked = all.filter((node) => isWalk(node) && growing.has(`${node.Schema}.${node['Relation Name']}`))
    const touched = all
      .filter((node) => node['Relation Name'] !== undefined)
      .reduce((sum, node) => sum + ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 1), 0)
    statements.push({
      text: text.replaceAll(/\s+/g, ' '),
      walked: walked.map((node) => `${node.Schema}.${node['Relation Name']}`),
      touched,
    })
  }
  // The pool has made its only connection already; later ones are told too.
  Object(pool).on('connect', listen)
  for (const client of z.array(z.unknown()).parse(Reflect.get(Object(pool), '_clients'))) listen(client)
  await rows(driver.db, sql`select 1 from migrations.applied limit 1`)
  if (statements.length === 0) throw new Error('the server tells no plans: auto_explain is missing or the user may not load it')
  return { db: driver.db, take: () => statements.splice(0), close: () => driver.close() }
}

/** From end to end, or along an index that only gives the order, past many rows of others: what a missing index ends as, too. */
function isWalk(node: PlanNode): boolean {
  if (node['Node Type'] === 'Seq Scan') return true
  const passed = (node['Rows Removed by Filter'] ?? 0) * (node['Actual Loops'] ?? 1)
  return node['Node Type'].startsWith('Index') && node['Index Cond'] === undefined && passed >= growsFrom
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)]
}
