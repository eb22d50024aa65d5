import type { RunOverlay } from './run-overlay.ts'

/** A Mermaid flowchart of the workflow, with the way taken in thick lines. */
export function drawMermaid({ program, taken, passed, here }: RunOverlay): string {
  const entries = Object.entries(program.nodes)
  const names = new Map(entries.map(([id], index) => [id, nameOf(id, index)]))
  const named = (id: string) => names.get(id) ?? id
  const classOf = (id: string) => (id === here ? ':::here' : passed.has(id) ? ':::passed' : '')
  const nodes = entries.map(([id, { type }]) => `  ${named(id)}["${id}: ${type}"]${classOf(id)}`)
  const edges = entries.flatMap(([id, { next }]) =>
    Object.entries(next).map(
      ([handle, target]) => `  ${named(id)} ${taken.has(`${id} ${handle}`) ? '==>' : '-->'}|${handle}| ${named(target)}`,
    ),
  )
  return ['flowchart TD', ...nodes, ...edges, '  classDef passed fill:#dcfce7', '  classDef here fill:#fde68a,stroke-width:3px'].join('\n')
}

/** Its own name, unless that is a word of Mermaid or could be read as part of an arrow. */
function nameOf(id: string, index: number): string {
  return words.test(id) || id.includes('-') || /^[ox]/i.test(id) ? `n${index}_` : id
}
const words = /^(end|graph|flowchart|subgraph|direction|style|linkstyle|class|classdef|click|call|href|default)$/i
