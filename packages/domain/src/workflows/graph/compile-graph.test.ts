import { Program } from '@mas/contracts/workflows'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { loadProgram } from '../engine/load-program.ts'
import { nodeDefinitions } from '../nodes/index.ts'
import { compileGraph } from './compile-graph.ts'
import { done, draw, everything, graphG, issuesOf, onDemand, type Node } from './graph-fixture.ts'
import { programHash } from './program-hash.ts'

const compile = (graph = graphG) => compileGraph(graph, 'lead', everything())

test('the program of the specification has the hash of the specification', () => {
  const graph = draw([onDemand, ['n2', 'exit', { outcome: 'done' }]], ['n1>n2'])
  const { program } = compile(graph)
  expect(JSON.stringify(program)).toContain('"schema":1')
  expect(program && programHash(program)).toBe('204f795498b9780c2bdd395a457042684772eec4808ba4acc328411166203156')
})

test('graph G compiles without an issue, and its program loads', () => {
  const { issues, program } = compile()
  expect(issues).toEqual([])
  const loaded = loadProgram(JSON.parse(JSON.stringify(program)))
  expect(loaded.interests).toEqual(['admissions.application-paid', 'whatsapp.message-received'])
  expect(loaded.watchers.map(({ nodeId }) => nodeId)).toEqual(['n10'])
  expect(loaded.triggerId).toBe('n1')
})

test('what only moves on the canvas, or is not read by any node, does not change the hash', () => {
  const { program } = compile()
  const hash = program && programHash(program)
  fc.assert(
    fc.property(
      fc.integer(),
      fc.shuffledSubarray([...graphG.nodes], { minLength: graphG.nodes.length }),
      fc.string(),
      (x, nodes, noise) => {
        const moved = {
          nodes: nodes.map((node) => ({ ...node, position: { x, y: x }, data: { ...node.data, selectedBy: noise } })),
          edges: graphG.edges.toReversed(),
          viewport: { x, y: 1, zoom: 2 },
        }
        const again = compile(moved)
        expect(again.program && programHash(again.program)).toBe(hash ?? '')
        expect(again.layout.positions.n1).toEqual({ x, y: x })
      },
    ),
    { numRuns: 25 },
  )
})

test('any change of settings or of an edge changes the hash', () => {
  const hash = (graph = graphG) => {
    const { program } = compile(graph)
    return program && programHash(program)
  }
  const longer = graphG.nodes.map((node) => (node.id === 'n2' ? { ...node, data: { amount: 11, unit: 'minutes' } } : node))
  const rewired = graphG.edges.map((edge) => (edge.source === 'n7' && edge.sourceHandle === 'refused' ? { ...edge, target: 'n8' } : edge))
  expect(new Set([hash(), hash({ ...graphG, nodes: longer }), hash({ ...graphG, edges: rewired })]).size).toBe(3)
})

const types = [...Object.keys(nodeDefinitions), 'nonsense', 'constructor']
const data = fc.oneof(
  fc.constant({}),
  fc.dictionary(
    fc.constantFrom('amount', 'unit', 'event', 'where', 'outcome', 'arms', 'branches', 'triggers', 'url', 'template'),
    fc.jsonValue(),
  ),
  fc.constantFrom<Record<string, unknown>>(
    { amount: 2, unit: 'hours' },
    { outcome: 'done' },
    { triggers: [{ kind: 'on-demand' }] },
    { arms: [{ handle: 'a', weight: 10_000 }] },
    { event: 'leads.tagged', timeout: { amount: 1, unit: 'days' } },
    { branches: [{ handle: 'yes', when: { field: 'lead.city', op: 'eq', value: 'Pune' } }] },
  ),
)
const ids = ['a', 'b', 'c', 'd', 'e', '__proto__', 'constructor']
const graphs = fc.record({
  nodes: fc.array(
    fc.record({ id: fc.constantFrom(...ids), type: fc.constantFrom(...types), position: fc.constant({ x: 0, y: 0 }), data }),
    { maxLength: 8 },
  ),
  edges: fc.array(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 5 }),
      source: fc.constantFrom(...ids),
      target: fc.constantFrom(...ids),
      sourceHandle: fc.constantFrom(null, 'next', 'a', 'yes', 'else', 'received', 'timed-out', 'holdout', 'constructor'),
    }),
    { maxLength: 14 },
  ),
})

test('ten thousand edges drawn at random keep nobody waiting, and every knot among them is named once', () => {
  const nodes: Node[] = Array.from({ length: 2_000 }, (_, n) => [`n${n}`, 'tag', { tag: 'x' }])
  const edges = Array.from({ length: 10_000 }, (_, n) => `n${n % 2_000}:h${n}>n${(n * 7_919 + 13) % 2_000}`)
  const ring = Array.from({ length: 1_000 }, (_, n) => `n${n}:done>n${(n + 1) % 1_000}`)
  const chain = Array.from({ length: 999 }, (_, n) => `n${n + 1_000}:done>n${n + 1_001}`)
  const cycles = (drawn: string[]) => issuesOf(draw(nodes, drawn)).filter(({ code }) => code === 'cycle-without-wait')
  expect(cycles([...ring, ...chain])).toHaveLength(1)
  expect(cycles(chain)).toHaveLength(0)
  expect(cycles(['n1:done>n1', 'n2:done>n3', 'n3:done>n2', 'n3:refused>n1'])).toHaveLength(2)
  expect(cycles(edges).length).toBeGreaterThan(0)
  // All outputs of one node, each of its own name.
  expect(
    issuesOf(
      draw(
        nodes,
        Array.from({ length: 10_000 }, (_, n) => `n0:h${n}>n1`),
      ),
    ).length,
  ).toBeGreaterThan(10_000)
})

test('of any graph at all, it is either a program that loads or named issues, never a crash', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const { issues, program } = compile(graph)
      expect(program === undefined).toBe(issues.length > 0)
      for (const { nodeId } of issues) if (nodeId !== undefined) expect(graph.nodes.some(({ id }) => id === nodeId)).toBe(true)
      if (program !== undefined) expect(loadProgram(Program.parse(JSON.parse(JSON.stringify(program)))).program.schema).toBe(1)
    }),
    { numRuns: 1_000 },
  )
})

/** Chains and loops of harmless nodes, so that many graphs are right and the wrong ones are wrong for one reason. */
const chains = fc.integer({ min: 1, max: 12 }).chain((length) =>
  fc.record({
    kinds: fc.array(fc.constantFrom('long', 'short', 'window', 'event'), { minLength: length, maxLength: length }),
    back: fc.option(fc.record({ from: fc.nat({ max: length - 1 }), to: fc.nat({ max: length - 1 }) })),
  }),
)
const settings = {
  long: ['wait-duration', { amount: 1, unit: 'hours' }],
  short: ['wait-duration', { amount: 59, unit: 'minutes' }],
  window: ['wait-window', { days: [1], from: '10:00', to: '11:00' }],
  event: ['wait-event', { event: 'leads.tagged', timeout: { amount: 1, unit: 'minutes' } }],
} as const

test('a loop is refused exactly when nothing on it waits an hour, for an event or for a task', () => {
  fc.assert(
    fc.property(chains, ({ kinds, back }) => {
      const nodes: Node[] = kinds.map((kind, n) => [`w${n}`, settings[kind][0], settings[kind][1]])
      // Where the loop turns back, a branch decides.
      const turns: Node[] = back === null ? [] : [['turn', 'branch', { branches: [{ handle: 'again', when: { all: [] } }] }]]
      const edges = kinds.flatMap((kind, n) => {
        const target = back !== null && n === back.from ? 'turn' : n + 1 < kinds.length ? `w${n + 1}` : 'end'
        return kind === 'event' ? [`w${n}:received>${target}`, `w${n}:timed-out>${target}`] : [`w${n}>${target}`]
      })
      const turning =
        back === null ? [] : [`turn:again>w${back.to}`, `turn:else>${back.from + 1 < kinds.length ? `w${back.from + 1}` : 'end'}`]
      const issues = issuesOf(draw([onDemand, ...nodes, ...turns, done], ['n1>w0', ...edges, ...turning]))
      const onLoop = back !== null && back.to <= back.from ? kinds.slice(back.to, back.from + 1) : []
      const spins = onLoop.length > 0 && onLoop.every((kind) => kind === 'short' || kind === 'window')
      expect(issues.some(({ code }) => code === 'cycle-without-wait')).toBe(spins)
    }),
    { numRuns: 500 },
  )
})
