import { expect, test } from 'bun:test'
import { compileGraph } from '../graph/compile-graph.ts'
import { everything, graphG } from '../graph/graph-fixture.ts'
import { loadProgram } from './load-program.ts'
import { nodeOf, noFaults, World, type Faults, type Script } from './simulation-fixture.ts'

const { program } = compileGraph(graphG, 'lead', everything())
const loaded = loadProgram(program)
const tenOClock = '2026-11-23T04:30:00.000Z'
const minute = 60_000

/** Twenty hot, thirty warm, forty cold, ten not reached; twelve of the warm reply; every task is done in time. */
const temperature = (n: number) => (n < 20 ? 'hot' : n < 50 ? 'warm' : n < 90 ? 'cold' : 'not-reached')
const script: Script = (world, stored, input) => {
  const n = Number(stored.run.runId)
  const { nodeId, epoch } = input.cursor
  const key = `${nodeId}:${epoch}`
  const later = (ms: number, arrive: () => void) => world.deliver(input.now.getTime() + ms, arrive)
  switch (nodeOf(input).type) {
    case 'ai-call':
      later(5 * minute, () => world.news(stored, key, 'accepted', temperature(n)))
      return { kind: 'await', until: new Date(input.now.getTime() + 72 * 60 * minute) }
    case 'task':
      later(60 * minute, () => world.news(stored, key, 'accepted', 'done'))
      return { kind: 'await', until: null }
    case 'send-whatsapp':
      if (n < 32)
        later(30 * minute, () =>
          world.ingest(stored, {
            eventId: `reply-${n}`,
            name: 'whatsapp.message-received',
            occurredAt: new Date(world.now),
            data: { text: 'yes' },
          }),
        )
      return { kind: 'leave', handle: 'sent', handedOver: true }
    case 'send-email':
      return { kind: 'leave', handle: 'sent', handedOver: true }
    default:
      return { kind: 'leave', handle: 'done' }
  }
}

function play(faults: Faults, seed = 1): World {
  const world = new World({ start: tenOClock, seed, program: loaded, script, faults })
  for (let n = 0; n < 100; n += 1) world.enrol(String(n))
  world.runUntilQuiet()
  return world
}

test('a hundred leads take 560 steps and 218 hand-overs, and nobody is called before ten minutes have passed', () => {
  const world = play(noFaults)
  const runs = [...world.runs.values()]
  expect(runs.every(({ state, outcome }) => state === 'finished' && outcome === 'done')).toBe(true)
  expect(runs.reduce((sum, { steps }) => sum + steps.length, 0)).toBe(560)
  expect(world.handed.size).toBe(218)
  const byNode = (node: string) => world.log.filter(({ key }) => key.startsWith(`${node}:`)).length
  expect([byNode('n3'), byNode('n5'), byNode('n8'), byNode('n4')]).toEqual([100, 30, 68, 20])
  expect(runs.flatMap(({ steps }) => steps).filter(({ nodeId, handle }) => nodeId === 'n7' && handle === 'done')).toHaveLength(12)
  const calls = world.log.filter(({ key }) => key.startsWith('n3:')).map(({ at }) => at)
  expect(Math.min(...calls)).toBe(Date.parse(tenOClock) + 10 * minute)
})

test('the same with workers that die before every third commit: the same steps, the same hand-overs, none twice', () => {
  const calm = play(noFaults)
  for (const seed of [1, 2, 3]) {
    const rough = play({ ...noFaults, crash: 0.33, duplicate: 0.3 }, seed)
    expect([...rough.handed.keys()].toSorted()).toEqual([...calm.handed.keys()].toSorted())
    expect(Math.max(...rough.handed.values())).toBe(1)
    const path = (world: World) =>
      [...world.runs].map(([id, { steps }]) => [id, steps.map(({ seq, nodeId, handle }) => `${seq} ${nodeId} ${handle}`)])
    expect(path(rough)).toEqual(path(calm))
  }
})

test('a lead that pays while it waits ends at the goal: three steps, no call', () => {
  const world = new World({ start: tenOClock, seed: 1, program: loaded, script })
  const stored = world.enrol('0')
  world.deliver(world.now + 5 * minute, () =>
    world.ingest(stored, { eventId: 'paid', name: 'admissions.application-paid', occurredAt: new Date(world.now), data: {} }),
  )
  world.runUntilQuiet()
  expect(stored.outcome).toBe('goal')
  expect(stored.steps.map(({ seq, nodeId, handle }) => [seq, nodeId, handle])).toEqual([
    [1, 'n1', 'next'],
    [2, 'n2', 'interrupted'],
    [3, 'n10', 'goal'],
  ])
  expect(world.handed.size).toBe(0)
})
