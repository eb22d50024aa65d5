import { z } from 'zod'

/** A node's name inside its graph. It becomes part of effect keys, so it has no colon. */
export const NodeId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, { error: 'letters, digits, - and _, at most 64' })
/** The name of an output of a node. */
export const Handle = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/i, { error: 'letters, digits, - and _, at most 40' })

const Position = z.object({ x: z.number(), y: z.number() })

/** What React Flow draws. Keys that are not named here (selection, sizes, styles) are dropped. */
export const GraphNode = z.object({
  id: NodeId,
  type: z.string().min(1).max(40),
  position: Position,
  data: z.record(z.string().max(100), z.unknown()).meta({ description: 'Settings of the node; their schema depends on its type' }),
})
export const GraphEdge = z.object({
  id: z.string().min(1).max(200),
  source: z.string().min(1).max(64),
  sourceHandle: z.string().min(1).max(40).nullish().meta({ description: 'Output of the source; absent means `next`' }),
  target: z.string().min(1).max(64),
})
export const Graph = z.object({
  nodes: z.array(GraphNode).max(2_000),
  edges: z.array(GraphEdge).max(10_000),
  viewport: z.object({ x: z.number(), y: z.number(), zoom: z.number() }).optional(),
})
export type Graph = z.infer<typeof Graph>
export type GraphNode = z.infer<typeof GraphNode>
export type GraphEdge = z.infer<typeof GraphEdge>

/** Where things stand on the canvas: changes with every drag, and never a published program. */
export const Layout = z.object({ positions: z.record(z.string(), Position), viewport: Graph.shape.viewport })
export type Layout = z.infer<typeof Layout>
