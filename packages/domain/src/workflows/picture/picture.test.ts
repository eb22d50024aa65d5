import { expect, test } from 'bun:test'
import { compileGraph } from '../graph/compile-graph.ts'
import { everything, graphG } from '../graph/graph-fixture.ts'
import { drawMermaid } from './draw-mermaid.ts'
import { drawSvg } from './draw-svg.ts'
import { box, placeNodes } from './place-nodes.ts'

const { program, layout } = compileGraph(graphG, 'lead', everything())
if (program === undefined) throw new Error('graph G does not compile')
const overlay = { program, layout, taken: new Set(['n1 next', 'n2 next']), passed: new Set(['n1', 'n2']), here: 'n3' }

test('both pictures show every node and edge, the way taken and where the run stands', () => {
  const edges = Object.values(program.nodes).reduce((sum, { next }) => sum + Object.keys(next).length, 0)
  const mermaid = drawMermaid(overlay)
  expect(mermaid.split('\n').filter((line) => /-->|==>/.test(line))).toHaveLength(edges)
  expect(mermaid).toContain('n1 ==>|next| n2')
  expect(mermaid).toContain('n3["n3: ai-call"]:::here')
  const svg = drawSvg(overlay)
  expect(svg.match(/<path d="M[^"]* C/g)).toHaveLength(edges)
  expect(svg.match(/stroke-width="3"\/>/g)).toHaveLength(2 + 1)
  expect(svg).toContain('now at n3')
  expect(svg).not.toMatch(/<style|<script| style=| on\w+=/)
})

test('names that mean something to Mermaid are told apart from its words', () => {
  const odd = {
    ...program,
    nodes: {
      end: { type: 'exit' as const, data: { outcome: 'x' }, next: {} },
      'a--b': { type: 'exit' as const, data: { outcome: 'x' }, next: {} },
    },
  }
  expect(drawMermaid({ ...overlay, program: odd, here: null })).toContain('n0_["end: exit"]')
  expect(drawMermaid({ ...overlay, program: odd, here: null })).toContain('n1_["a--b: exit"]')
})

test('without a drawing no two boxes lie on each other', () => {
  for (const of of [layout, { positions: {} }]) {
    const places = [...placeNodes(program, of).values()]
    const clash = places.some((a, n) => places.some((b, m) => m < n && Math.abs(a.x - b.x) < box.width && Math.abs(a.y - b.y) < box.height))
    expect(places).toHaveLength(10)
    expect(clash).toBe(false)
  }
})
