import { Layout, type Graph } from '@mas/contracts/workflows'
import { z } from 'zod'

/** What a draft's row keeps apart from where things stand on the canvas. */
const Stored = z.object({
  nodes: z.array(z.object({ id: z.string(), type: z.string(), data: z.record(z.string(), z.unknown()) })),
  edges: z.array(z.object({ id: z.string(), source: z.string(), sourceHandle: z.string().nullish(), target: z.string() })),
})

/** Takes a graph apart: moving a box changes the layout only. */
export function storedOf({ nodes, edges, viewport }: Graph): { draft: z.infer<typeof Stored>; layout: Layout } {
  return {
    draft: { nodes: nodes.map(({ id, type, data }) => ({ id, type, data })), edges },
    layout: { positions: Object.fromEntries(nodes.map(({ id, position }) => [id, position])), ...(viewport !== undefined && { viewport }) },
  }
}

/** Puts it together again. */
export function graphOf(draft: unknown, layout: unknown): Graph {
  const { nodes, edges } = Stored.parse(draft)
  const { positions, viewport } = Layout.parse(layout)
  const at = (id: string) => (Object.hasOwn(positions, id) ? positions[id] : undefined) ?? { x: 0, y: 0 }
  return { nodes: nodes.map((node) => ({ ...node, position: at(node.id) })), edges, ...(viewport !== undefined && { viewport }) }
}

/** A published program drawn again, for copies, exports and the canvas. */
export function drawnFrom(
  program: { readonly nodes: Readonly<Record<string, { type: string; data: unknown; next: Record<string, string> }>> },
  layout: unknown,
): Graph {
  const nodes = Object.entries(program.nodes)
  return graphOf(
    {
      nodes: nodes.map(([id, { type, data }]) => ({ id, type, data })),
      edges: nodes.flatMap(([source, { next }]) =>
        Object.entries(next).map(([sourceHandle, target]) => ({ id: `${source}-${sourceHandle}`, source, sourceHandle, target })),
      ),
    },
    layout,
  )
}

/** A new workflow begins with a trigger to be dragged on. */
export const emptyGraph: Graph = {
  nodes: [{ id: 'trigger', type: 'trigger', position: { x: 0, y: 0 }, data: { triggers: [{ kind: 'on-demand' }] } }],
  edges: [],
}
