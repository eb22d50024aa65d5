import { isKindName, kindOf } from '@mas/contracts/notifications'
import type { Graph, SubjectType } from '@mas/contracts/workflows'
import { limits, SubjectType as Subjects } from '@mas/contracts/workflows'
import { findChildren, findParents, knownSecrets } from '@mas/db/workflows'
import type { Ctx, TxCtx } from '@mas/kernel'
import { z } from 'zod'
import { segmentExists } from '../../leads/index.ts'
import { readSettings } from '../../settings/index.ts'
import { stepSettings } from '../runtime/settings.ts'
import { eventCatalogue } from '../catalogue/events.ts'
import { fieldsOfSchema } from '../catalogue/event-fields.ts'
import { secretsIn } from '../graph/check-secrets.ts'
import type { Child, Installation } from '../graph/installation.ts'
import { currentNodes } from '../graph/installed-nodes.ts'

/** Nodes as they were drawn, or as a program has them. */
type Drawn = { readonly nodes: readonly Pick<Graph['nodes'][number], 'type' | 'data'>[] }

/** What a graph may refer to, as it stands now. Only what this graph names is looked up. */
export async function readInstallation(ctx: Ctx | TxCtx, graph: Drawn, subject: SubjectType, workflowId?: string): Promise<Installation> {
  const segments = await knownSegments(ctx, named(graph, 'segmentId'), subject)
  const secrets = await knownSecrets('tx' in ctx ? ctx.tx : ctx.db, [...new Set(secretsIn(JSON.stringify(graph.nodes)))], 'tx' in ctx)
  const children = await knownChildren(ctx, named(graph, 'workflowId'))
  const { holidays } = await readSettings(ctx, stepSettings)
  return {
    hasNode: currentNodes,
    eventFields,
    templateVariables: (channel, name) => (channel === 'email' ? mailVariables(name) : undefined),
    hasSecret: (name) => secrets.has(name),
    hasSegment: (id) => segments.has(id),
    hasCalendar: (name) => Object.hasOwn(holidays, name),
    now: ctx.clock.now(),
    child: (id) => children.get(id),
    above: workflowId === undefined || children.size === 0 ? 0 : await levelsAbove(ctx, workflowId),
  }
}

const fieldsByEvent = new Map<string, ReturnType<typeof fieldsOfSchema>>()
function eventFields(name: string, subject: SubjectType) {
  const entry = eventCatalogue.get(name)
  if (entry === undefined || !entry.subjectTypes.includes(subject)) return undefined
  const known = fieldsByEvent.get(name) ?? fieldsOfSchema(entry.schema)
  fieldsByEvent.set(name, known)
  return known
}

/** Mails that other domains may ask for. Variables that may be absent need no value. */
function mailVariables(name: string): readonly string[] | undefined {
  if (!isKindName(name)) return undefined
  const { source, channels, variables } = kindOf(name)
  if (source !== 'call' || !channels.includes('email')) return undefined
  return Object.entries(variables.shape)
    .filter(([, schema]) => !schema.safeParse(undefined).success)
    .map(([variable]) => variable)
}

async function knownSegments(ctx: Ctx | TxCtx, ids: readonly string[], subject: SubjectType): Promise<ReadonlySet<string>> {
  const known = new Set<string>()
  if (subject !== 'lead') return known
  for (const segmentId of ids.slice(0, mostSegments)) if (await segmentExists(ctx, segmentId)) known.add(segmentId)
  // More than triggers can name: the graph is refused for its trigger nodes, and nobody asks two thousand times for that.
  for (const segmentId of ids.slice(mostSegments)) known.add(segmentId)
  return known
}
const mostSegments = 25

/** Level by level, as deep as workflows may nest and one further. */
async function knownChildren(ctx: Ctx | TxCtx, ids: readonly string[]): Promise<ReadonlyMap<string, Child>> {
  const known = new Map<string, Child>()
  let level = ids
  for (let depth = 0; level.length > 0 && depth < 7; depth += 1) {
    const found = await findChildren('tx' in ctx ? ctx.tx : ctx.db, level)
    for (const { id, subject_type, children } of found) known.set(id, { subject: Subjects.parse(subject_type), children })
    level = [...new Set(found.flatMap(({ children }) => children))].filter((id) => !known.has(id))
  }
  return known
}

/** How many workflows lead down to this one, as far as workflows may nest. */
async function levelsAbove(ctx: Ctx | TxCtx, workflowId: string): Promise<number> {
  const seen = new Set([workflowId])
  let level = [workflowId]
  for (let above = 0; ; above += 1) {
    const found = await findParents('tx' in ctx ? ctx.tx : ctx.db, level)
    level = found.filter((id) => !seen.has(id))
    for (const id of level) seen.add(id)
    if (level.length === 0 || above === limits.depth) return above
  }
}

/** Ids that the settings of nodes name, triggers included. */
function named(graph: Drawn, key: string): string[] {
  const found = graph.nodes.flatMap(({ data }) =>
    [data, ...(Array.isArray(data.triggers) ? data.triggers : [])].map((one) => memberOf(one, key)),
  )
  return [...new Set(found.filter((one) => isId(one)))]
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined
}

const isId = (value: unknown): value is string => z.uuid().safeParse(value).success
