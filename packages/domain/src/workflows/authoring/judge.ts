import type { Graph, Issue, SubjectType } from '@mas/contracts/workflows'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { compileGraph, type Compiled } from '../graph/compile-graph.ts'
import { parseGraph } from '../graph/parse-graph.ts'
import { readInstallation } from './read-installation.ts'

/** The graph that was sent, or `graph-invalid` when it has not even the shape of one. */
export function requireGraph(sent: unknown): Graph {
  const read = parseGraph(sent)
  if ('issues' in read) throw fail('workflows.graph-invalid', { issues: read.issues })
  return read.graph
}

export async function judge(ctx: Ctx | TxCtx, graph: Graph, subject: SubjectType, workflowId?: string): Promise<Compiled> {
  return compileGraph(graph, subject, await readInstallation(ctx, graph, subject, workflowId), workflowId)
}

/** As an answer tells it: a graph of two thousand broken nodes needs no longer answer than this. */
export function told({ issues, warnings }: Compiled): { issues: Issue[]; warnings: Issue[] } {
  return { issues: issues.slice(0, 500), warnings: warnings.slice(0, 500) }
}
