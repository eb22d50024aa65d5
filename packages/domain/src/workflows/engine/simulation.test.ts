import type { Graph } from '@mas/contracts/workflows'
import { expect, test } from 'bun:test'
import { compileGraph } from '../graph/compile-graph.ts'
import { draw, everything, onDemand, type Node } from '../graph/graph-fixture.ts'
import { loadProgram } from './load-program.ts'
import { engineVars, type LoadedProgram } from './state.ts'
import { nodeOf, noFaults, randomFrom, World, type Faults, type Script, type StoredRun } from './simulation-fixture.ts'

/** `MAS_SIMULATION_SEEDS=100000` is the long run, `MAS_SIMULATION_SEED=7` plays one again. */
const only = Bun.env['MAS_SIMULATION_SEED']
const seeds =
  only === undefined ? Array.from({ length: Number(Bun.env['MAS_SIMULATION_SEEDS'] ?? 2_000) }, (_, seed) => seed) : [Number(only)]
const zones = ['Asia/Kolkata', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Apia']
const starts = ['2026-03-28T20:00:00Z', '2026-10-24T21:30:00Z', '2026-11-23T04:30:00Z', '2026-04-04T14:45:00Z']
const events = ['leads.tagged', 'leads.re-enquired', 'admissions.application-paid']

/** A graph of up to eight steps in a row, with outputs that jump ahead, sometimes back, and a goal. */
function randomGraph(random: () => number): Graph {
  const from = <T>(choices: readonly T[]): T => {
    const chosen = choices[Math.floor(random() * choices.length)]
    if (chosen === undefined) throw new Error('nothing to choose from')
    return chosen
  }
  const count = 2 + Math.floor(random() * 7)
  const nodes: Node[] = []
  const edges: string[] = ['n1>s0']
  for (let n = 0; n < count; n += 1) {
    const next = n + 1 < count ? `s${n + 1}` : 'end'
    const ahead = () => (random() < 0.7 || n + 2 >= count ? next : `s${n + 2}`)
    const kind = from(kinds)
    nodes.push([`s${n}`, kind.type, kind.data(from)])
    for (const [index, handle] of kind.handles.entries()) edges.push(`s${n}:${handle}>${index === 0 ? next : ahead()}`)
  }
  // A loop that breathes: back to the start, from a wait of a day.
  if (random() < 0.3) {
    nodes.push(
      ['rest', 'wait-duration', { amount: 1, unit: 'days' }],
      [
        'again',
        'split',
        {
          arms: [
            { handle: 'a', weight: 5_000 },
            { handle: 'b', weight: 5_000 },
          ],
        },
      ],
    )
    const last = edges.findIndex((edge) => edge.endsWith('>end'))
    edges[last] = (edges[last] ?? '').replace('>end', '>rest')
    edges.push('rest>again', 'again:a>s0', 'again:b>end')
  }
  nodes.push(['end', 'exit', { outcome: 'done' }])
  if (random() < 0.5) nodes.push(['goal', 'goal', { event: 'admissions.application-paid' }])
  return draw([onDemand, ...nodes], edges)
}

type From = <T>(choices: readonly T[]) => T
const kinds: readonly { type: string; handles: readonly string[]; data: (from: From) => Record<string, unknown> }[] = [
  {
    type: 'wait-duration',
    handles: ['next'],
    data: (from) =>
      from<Record<string, unknown>>([
        { amount: 90, unit: 'minutes' },
        { amount: 1, unit: 'days' },
        { amount: 1, unit: 'days', at: '02:30' },
        { amount: 2, unit: 'business-days' },
      ]),
  },
  {
    type: 'wait-window',
    handles: ['next'],
    data: (from) => ({ days: [1, 2, 3, 4, 5], from: from(['02:00', '10:00']), to: from(['11:00', '24:00']) }),
  },
  {
    type: 'wait-event',
    handles: ['received', 'timed-out'],
    data: (from) => ({
      event: from(events),
      since: from(['last-handover', 'entered', 'run-start']),
      timeout: { amount: from([1, 30]), unit: 'hours' },
    }),
  },
  {
    type: 'branch',
    handles: ['yes', 'else'],
    data: (from) => ({ branches: [{ handle: 'yes', when: { field: 'lead.city', op: 'eq', value: from(['pune', 'Delhi']) } }] }),
  },
  {
    type: 'split',
    handles: ['a', 'b'],
    data: () => ({
      arms: [
        { handle: 'a', weight: 3_000 },
        { handle: 'b', weight: 7_000 },
      ],
    }),
  },
  { type: 'send-email', handles: ['sent', 'refused'], data: () => ({ template: 'plain' }) },
  {
    type: 'send-whatsapp',
    handles: ['replied', 'refused', 'failed', 'timed-out'],
    data: () => ({ template: 'plain', waitFor: 'replied', timeout: { amount: 1, unit: 'days' } }),
  },
  {
    type: 'ai-call',
    handles: ['hot', 'warm', 'cold', 'not-reached', 'refused', 'timed-out', 'unknown'],
    data: () => ({ prompt: 'plain' }),
  },
  { type: 'tag', handles: ['done', 'refused'], data: () => ({ tag: 'x' }) },
]

/** Owners of hand-overs: they refuse, break for a while, are in doubt, answer early, late, twice, or never. */
const owners: Script = (world, stored, input) => {
  const { random } = world
  const { nodeId, epoch } = input.cursor
  const key = `${nodeId}:${epoch}`
  if (random() < 0.15) return { kind: 'error', code: 'x.busy', errorKind: random() < 0.7 ? 'unavailable' : 'precondition' }
  const node = nodeOf(input)
  const later = (hours: number, arrive: () => void) => world.deliver(input.now.getTime() + Math.floor(random() * hours * 3_600_000), arrive)
  if (node.type === 'tag') return { kind: 'leave', handle: 'done' }
  if (node.type === 'send-email') return { kind: 'leave', handle: 'sent', handedOver: true }
  const until = new Date(input.now.getTime() + 24 * 3_600_000)
  if (node.type === 'ai-call') {
    if (random() < 0.2) later(2, () => world.news(stored, key, 'in_doubt'))
    if (random() < 0.7) later(30, () => world.news(stored, key, 'accepted', random() < 0.5 ? 'hot' : 'cold'))
    return { kind: 'await', until }
  }
  for (const state of ['accepted', 'delivered', 'replied'] as const) if (random() < 0.7) later(40, () => world.news(stored, key, state))
  return { kind: 'await', until }
}

function play(seed: number, faults: Faults, script: Script = owners): { world: World; program: LoadedProgram } {
  const random = randomFrom(seed * 7 + 1)
  const compiled = compileGraph(randomGraph(random), 'lead', everything())
  if (compiled.program === undefined) throw new Error(JSON.stringify(compiled.issues))
  const program = loadProgram(JSON.parse(JSON.stringify(compiled.program)))
  const world = new World({ start: starts[seed % starts.length] ?? '', seed, program, script, faults })
  for (let n = 0; n < 3; n += 1) {
    const stored = world.enrol(`run-${seed}-${n}`, zones[Math.floor(random() * zones.length)])
    for (let event = 0; event < 4; event += 1) {
      const at = world.now + Math.floor(random() * 96 * 3_600_000)
      const name = events[Math.floor(random() * events.length)] ?? ''
      world.deliver(at, () => world.ingest(stored, { eventId: `${n}-${event}`, name, occurredAt: new Date(at), data: {} }))
    }
  }
  world.runUntilQuiet()
  return { world, program }
}

/** What must be true of every run whatever happened to it. */
function judge(stored: StoredRun, world: World, program: LoadedProgram): void {
  const { steps, run, state, cursor } = stored
  expect(state === 'finished').toBe(cursor === null)
  expect(steps.map(({ seq }) => seq)).toEqual(steps.map((_, index) => index + 1))
  for (const [index, step] of steps.entries()) {
    expect(step.at.getTime()).toBeGreaterThanOrEqual(step.plannedAt.getTime())
    const next = steps[index + 1]
    if (step.handle !== 'interrupted' && next !== undefined) expect(program.program.nodes[step.nodeId]?.next[step.handle]).toBe(next.nodeId)
    const node = program.program.nodes[step.nodeId]
    if (node?.type === 'wait-duration' && step.handle === 'next' && node.data.unit === 'minutes') {
      const entered = steps[index - 1]?.at.getTime() ?? 0
      expect(step.at.getTime()).toBeGreaterThanOrEqual(entered + node.data.amount * 60_000)
    }
    if (node?.type === 'wait-event' && step.handle === 'timed-out') expectNothingMissed(stored, index, node.data.event)
  }
  const keys = world.log.filter(({ runId }) => runId === run.runId)
  expect(new Set(keys.map(({ key }) => key)).size).toBe(keys.length)
  const goal = steps.find(({ handle }) => handle === 'goal')
  // A clock may be off by a quarter of a second; the order of commits is what counts, and the goal is the last commit there is.
  if (goal !== undefined) expect(steps.at(-1)).toBe(goal)
}

/** No lost wake-up: had a fitting event been there when the wait gave up, it would have been taken. */
function expectNothingMissed(stored: StoredRun, index: number, event: string): void {
  const step = stored.steps[index]
  const entered = stored.steps[index - 1]?.at
  if (step === undefined || entered === undefined) return
  const missed = stored.mailbox.filter(
    ({ name, eventId, consumedSeq, occurredAt }) =>
      name === event &&
      consumedSeq === null &&
      occurredAt >= entered &&
      occurredAt <= step.plannedAt &&
      (stored.ingestedAt.get(eventId) ?? 0) < step.at.getTime() - 1_000,
  )
  expect(missed).toEqual([])
}

test(
  `under crashes, repeats, delays and wrong clocks every promise holds (${seeds.length} seeds)`,
  () => {
    const outcomes = new Map<string, number>()
    for (const seed of seeds)
      try {
        const { world, program } = play(seed, { crash: 0.25, duplicate: 0.3, delay: 0.3, skewMs: 250 })
        for (const stored of world.runs.values()) {
          judge(stored, world, program)
          const end = stored.outcome ?? `held: ${stored.cursor?.lastError ?? ''}`
          outcomes.set(end, (outcomes.get(end) ?? 0) + 1)
        }
      } catch (thrown) {
        throw new Error(`MAS_SIMULATION_SEED=${seed} plays it again: ${String(thrown)}`, { cause: thrown })
      }
    // The seeds reach what they are meant to reach.
    if (only === undefined) expect([...outcomes.keys()]).toEqual(expect.arrayContaining(['done', 'goal']))
  },
  60_000 + seeds.length * 30,
)

/** Owners whose answers depend on the step alone, so that a crash cannot change them. */
const steady: Script = (world, stored, input) => {
  const { nodeId, epoch } = input.cursor
  const key = `${nodeId}:${epoch}`
  const coin = randomFrom([...`${stored.run.runId}:${key}`].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7))
  const node = nodeOf(input)
  if (node.type === 'tag') return { kind: 'leave', handle: 'done' }
  if (node.type === 'send-email') return { kind: 'leave', handle: 'sent', handedOver: true }
  const [answers, afterMs] = [coin() < 0.7, Math.floor(coin() * 20 * 3_600_000)]
  const [state, result] = node.type === 'ai-call' ? (['accepted', 'hot'] as const) : (['replied', null] as const)
  if (answers) world.deliver(input.now.getTime() + afterMs, () => world.news(stored, key, state, result))
  return { kind: 'await', until: new Date(input.now.getTime() + 24 * 3_600_000) }
}

test('a run whose workers die again and again takes the steps of one that was never interrupted', () => {
  const sample = only === undefined ? seeds.slice(0, 400) : seeds
  for (const seed of sample) {
    const paths = [noFaults, { ...noFaults, crash: 0.4 }].map((faults) => {
      const { world } = play(seed, faults, steady)
      return [...world.runs.values()].map(({ steps, outcome, cursor }) => ({
        outcome,
        handover: cursor?.vars[engineVars.handover] ?? null,
        steps: steps.map(
          ({ seq, nodeId, epoch, handle, plannedAt, at }) =>
            `${seq} ${nodeId} ${epoch} ${handle} ${plannedAt.toISOString()} ${at.toISOString()}`,
        ),
      }))
    })
    expect({ seed, path: paths[1] }).toEqual({ seed, path: paths[0] })
  }
}, 180_000)
