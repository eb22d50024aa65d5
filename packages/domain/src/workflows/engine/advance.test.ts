import { lanes } from '@mas/contracts/workflows'
import { describe, expect, test } from 'bun:test'
import { done, draw, onDemand, type Node } from '../graph/graph-fixture.ts'
import { advance } from './advance.ts'
import { interrupt } from './interrupt.ts'
import { after, runOf, start } from './run-fixture.ts'
import { settle } from './settle.ts'
import { engineVars, type AdvanceInput, type Mail } from './state.ts'
import { fitTrace, jsonBytes, storedBytes } from './trace.ts'

const hour = 3_600_000
const wait = (amount: number, unit = 'hours'): Node => ['w', 'wait-duration', { amount, unit }]
const mail: Node = ['m', 'send-email', { template: 'plain', consentClass: 'service' }]
const at = (input: AdvanceInput, now: Date): AdvanceInput => ({ ...input, now })
const letter = (name: string, occurredAt: Date, eventId = name, data = {}): Mail => ({ eventId, name, occurredAt, data, consumedSeq: null })
const mailed = (edges: string[] = [], nodes: Node[] = []) =>
  draw([onDemand, mail, ...nodes, done], ['n1>m', 'm:sent>end', 'm:refused>end', ...edges])
const atMail = (graph = mailed(), more: Partial<AdvanceInput['cursor']> = {}) =>
  runOf(graph, { nodeId: 'm', seq: 2, lane: lanes.act, ...more })

test('a wait ends at its instant, not when somebody looks earlier, and being late is told', () => {
  const input = runOf(draw([onDemand, wait(2), done], ['n1>w', 'w>end']))
  const first = advance(input)
  expect(first.move).toEqual({ kind: 'wait' })
  expect(first.cursor).toMatchObject({ nodeId: 'w', waitKind: 'duration', dueAt: after(2 * hour), wakeAt: after(2 * hour), seq: 2 })
  const woken = advance({ ...at(input, after(hour)), cursor: { ...first.cursor, wakeAt: after(hour) } })
  expect(woken.cursor).toMatchObject({ waitKind: 'duration', dueAt: after(2 * hour), wakeAt: after(2 * hour) })
  const late = advance({ ...at(input, after(5 * hour)), cursor: first.cursor })
  expect(late.move).toEqual({ kind: 'finish', outcome: 'done' })
  expect(late.steps.map(({ nodeId, plannedAt, at: actual }) => [nodeId, plannedAt, actual])).toEqual([
    ['w', after(2 * hour), after(5 * hour)],
    ['end', after(2 * hour), after(5 * hour)],
  ])
})

test('at most sixteen nodes pass at once, the rest waits for the next claim', () => {
  const many = Array.from({ length: 40 }, (_, n): Node => [`b${n}`, 'branch', { branches: [{ handle: 'y', when: { all: [] } }] }])
  const edges = many.flatMap(([id], n) => [`${id}:y>${many[n + 1]?.[0] ?? 'end'}`, `${id}:else>end`])
  const input = runOf(draw([onDemand, ...many, done], ['n1>b0', ...edges]), { lane: lanes.bulk })
  const first = advance(input)
  expect(first.move.kind).toBe('more')
  expect(first.steps).toHaveLength(16)
  expect(first.cursor).toMatchObject({ nodeId: 'b15', seq: 17, lane: lanes.bulk, wakeAt: start })
})

describe('goals and exit conditions', () => {
  const goal: Node = ['g', 'goal', { event: 'leads.tagged', where: { field: 'event.tag', op: 'eq', value: 'paid' } }]
  const lost: Node = ['x', 'exit', { outcome: 'lost', when: { condition: { field: 'lead.status', op: 'eq', value: 'lost' } } }]
  const graph = draw([onDemand, mail, done, goal, lost], ['n1>m', 'm:sent>end', 'm:refused>end'])
  test('end a run before the next send', () => {
    const input = { ...atMail(graph), mailbox: [letter('leads.tagged', start, 'e1', { tag: 'PAID' })] }
    const ended = advance(input)
    expect(ended.move).toEqual({ kind: 'finish', outcome: 'goal' })
    expect(ended.steps.map(({ nodeId, handle }) => [nodeId, handle])).toEqual([
      ['m', 'interrupted'],
      ['g', 'goal'],
    ])
    expect(ended.steps[1]?.trace).toMatchObject({ eventId: 'e1', seen: [{ field: 'event.tag', saw: 'PAID', is: true }] })
  })
  test('are met by facts as well, and by no other event', () => {
    expect(advance({ ...atMail(graph), mailbox: [letter('leads.tagged', start, 'e1', { tag: 'vip' })] }).move.kind).toBe('act')
    const closed = advance(runOf(graph, {}, { 'lead.status': 'lost' }))
    expect(closed.move).toEqual({ kind: 'finish', outcome: 'lost' })
    expect(closed.steps.map(({ nodeId, handle }) => [nodeId, handle])).toEqual([
      ['n1', 'interrupted'],
      ['x', 'exit'],
    ])
  })
  test('count for the arms a run passed', () => {
    const input = atMail(graph)
    const ended = advance({
      ...input,
      run: { ...input.run, arms: { s: 'a' } },
      mailbox: [letter('leads.tagged', start, 'e', { tag: 'paid' })],
    })
    expect(ended.stats.at(-1)).toEqual({ nodeId: 's', handle: 'a', day: '2026-11-23', left: 0, finished: 1, goals: 1, dwellMs: 0 })
  })
})

describe('waiting for an event', () => {
  const graph = (since: string) =>
    draw(
      [onDemand, ['e', 'wait-event', { event: 'leads.tagged', since, timeout: { amount: 2, unit: 'days' } }], done],
      ['n1>e', 'e:received>end', 'e:timed-out>end'],
    )
  const standing = (since: string, mailbox: Mail[], now = after(hour)) => ({
    ...runOf(graph(since), { nodeId: 'e', seq: 2, enteredAt: after(hour), vars: { [engineVars.handover]: after(hour / 2).toISOString() } }),
    mailbox,
    now,
  })
  test('an answer that came before the wait was entered counts from where the look-back begins', () => {
    const early = [letter('leads.tagged', after(hour * 0.75))]
    expect(advance(standing('last-handover', early)).consumed).toEqual([{ eventId: 'leads.tagged', seq: 2 }])
    expect(advance(standing('run-start', [letter('leads.tagged', after(60_000))])).steps[0]?.handle).toBe('received')
    expect(advance(standing('last-handover', [letter('leads.tagged', after(60_000))])).move.kind).toBe('wait')
    expect(advance(standing('entered', early)).move.kind).toBe('wait')
  })
  test('what came after the time-out, or was taken before, or started the run, does not count', () => {
    const over = after(hour + 48 * hour)
    expect(advance(standing('entered', [letter('leads.tagged', over)], after(60 * hour))).steps[0]).toMatchObject({ handle: 'received' })
    const tooLate = advance(standing('entered', [letter('leads.tagged', after(50 * hour))], after(60 * hour)))
    expect(tooLate.steps[0]).toMatchObject({ handle: 'timed-out', plannedAt: over })
    const taken = { ...letter('leads.tagged', after(2 * hour)), consumedSeq: 1 }
    expect(advance(standing('entered', [taken], after(3 * hour))).move.kind).toBe('wait')
    const input = standing('run-start', [letter('leads.tagged', after(1))], after(3 * hour))
    const vars = { [engineVars.trigger]: { name: 'leads.tagged', data: {}, eventId: 'leads.tagged' } }
    expect(advance({ ...input, cursor: { ...input.cursor, vars } }).move.kind).toBe('wait')
  })
})

describe('a step that reaches out', () => {
  test('is handed to the act lane, and left by what became of it', () => {
    const input = runOf(mailed())
    const arrived = advance(input)
    expect(arrived).toMatchObject({ move: { kind: 'act' }, cursor: { nodeId: 'm', lane: lanes.act, seq: 2 } })
    const left = settle({ ...input, cursor: arrived.cursor }, { kind: 'leave', handle: 'sent', handedOver: true })
    expect(left.cursor).toMatchObject({ nodeId: 'end', lane: lanes.control, vars: { [engineVars.handover]: start.toISOString() } })
    expect(left.steps).toMatchObject([{ nodeId: 'm', handle: 'sent', epoch: 1 }])
  })
  test('is tried again after 5 s, 30 s, 2 min, 10 min and 1 h, then a person has to look', () => {
    let input = atMail()
    const pauses: number[] = []
    for (let tries = 0; tries < 5; tries += 1) {
      const out = settle(input, { kind: 'error', code: 'x.down', errorKind: 'unavailable' })
      expect(out.move.kind).toBe('wait')
      const wake = out.cursor.wakeAt ?? start
      pauses.push((wake.getTime() - input.now.getTime()) / 1_000)
      // News that arrives meanwhile wakes the run, but not the step.
      const early = advance({ ...input, cursor: { ...out.cursor, wakeAt: input.now } })
      expect(early).toMatchObject({ move: { kind: 'wait' }, cursor: { wakeAt: wake, attempts: tries + 1, epoch: 1 } })
      input = { ...input, now: wake, cursor: out.cursor }
      expect(advance(input).move.kind).toBe('act')
    }
    expect(pauses).toEqual([5, 30, 120, 600, 3_600])
    expect(settle(input, { kind: 'error', code: 'x.down', errorKind: 'unavailable' })).toMatchObject({
      move: { kind: 'hold', reason: 'failed' },
      cursor: { wakeAt: null, lastError: 'x.down' },
    })
  })
  test('that is refused leaves by that output, and is held where there is none', () => {
    const refused = { kind: 'error', code: 'leads.consent-missing', errorKind: 'precondition' } as const
    expect(settle(atMail(), refused).steps).toMatchObject([{ handle: 'refused', trace: { code: 'leads.consent-missing' } }])
    const task = draw(
      [onDemand, ['t', 'task', { title: 'x', due: { amount: 1, unit: 'hours' } }], done],
      ['n1>t', 't:done>end', 't:timed-out>end'],
    )
    expect(settle(runOf(task, { nodeId: 't', lane: lanes.act }), refused).move).toEqual({ kind: 'hold', reason: 'failed' })
  })
  test('that would leave too late is skipped: by `late` where that is wired, else as refused', () => {
    const tooLate = (graph = mailed(), more = {}) => advance({ ...atMail(graph, more), now: after(24 * hour + 1) })
    expect(advance({ ...atMail(), now: after(24 * hour) }).move.kind).toBe('act')
    expect(tooLate().steps[0]).toMatchObject({ handle: 'refused', trace: { skipped: 'late' } })
    expect(tooLate(mailed(['m:late>end'])).steps[0]?.handle).toBe('late')
    // Tries and slots: being late counts from when it was planned at first, or from the slot.
    const tried = settle(atMail(), { kind: 'error', code: 'x', errorKind: 'unavailable', retryAfterMs: 6 * hour })
    expect(advance({ ...atMail(), cursor: tried.cursor, now: after(25 * hour) }).steps[0]?.handle).toBe('refused')
    const paced = settle(atMail(), { kind: 'later', at: after(30 * hour) })
    expect(advance({ ...atMail(), cursor: paced.cursor, now: after(40 * hour) }).move.kind).toBe('act')
  })
})

describe('waiting for an outcome', () => {
  const graph = draw(
    [onDemand, ['m', 'send-email', { template: 'plain', waitFor: 'delivered', timeout: { amount: 1, unit: 'days' } }], done],
    ['n1>m', ...['delivered', 'refused', 'failed', 'timed-out'].map((handle) => `m:${handle}>end`)],
  )
  const waiting = settle(atMail(graph), { kind: 'await', until: after(24 * hour) })
  const told = (state: string, now = after(hour), doubtSince: Date | null = null, of = graph) =>
    advance({ ...atMail(of), now, cursor: waiting.cursor, effect: { state: effectState(state), result: null, reason: null, doubtSince } })
  test('goes on with what was waited for, or failed, and not before', () => {
    expect(waiting).toMatchObject({ move: { kind: 'wait' }, cursor: { waitKind: 'outcome', lane: lanes.control, dueAt: after(24 * hour) } })
    expect(told('accepted').move.kind).toBe('wait')
    expect(told('delivered').steps[0]?.handle).toBe('delivered')
    expect(told('replied').steps[0]?.handle).toBe('delivered')
    expect(told('failed').steps[0]?.handle).toBe('failed')
    expect(told('handed', after(24 * hour)).steps[0]?.handle).toBe('timed-out')
  })
  test('an unknown outcome is waited through for a day, then taken as such or put before a person', () => {
    expect(told('in_doubt', after(24 * hour), after(10 * hour))).toMatchObject({
      move: { kind: 'wait' },
      cursor: { wakeAt: after(34 * hour) },
    })
    expect(told('in_doubt', after(34 * hour), after(10 * hour)).move).toEqual({ kind: 'hold', reason: 'in-doubt' })
    const wired = { ...graph, edges: [...graph.edges, { id: 'u', source: 'm', sourceHandle: 'unknown', target: 'end' }] }
    expect(told('in_doubt', after(34 * hour), after(10 * hour), wired).steps[0]?.handle).toBe('unknown')
  })
})

describe('limits', () => {
  const loop = draw(
    [onDemand, wait(1), ['b', 'branch', { branches: [{ handle: 'again', when: { all: [] } }] }], done],
    ['n1>w', 'w>b', 'b:again>w', 'b:else>end'],
  )
  test('a node is visited fifty times at most', () => {
    const input = runOf(loop, { nodeId: 'b', seq: 120, visits: { w: 49 } })
    const fiftieth = advance(input)
    expect(fiftieth).toMatchObject({ move: { kind: 'wait' }, cursor: { nodeId: 'w', epoch: 50 } })
    expect(advance(runOf(loop, { nodeId: 'b', seq: 120, visits: { w: 50 } })).move).toEqual({ kind: 'finish', outcome: 'too-many-steps' })
  })
  test('a run takes five hundred steps at most, and lives four hundred days', () => {
    expect(advance(runOf(loop, { nodeId: 'b', seq: 500 }))).toMatchObject({
      move: { kind: 'finish', outcome: 'too-many-steps' },
      cursor: { seq: 501 },
    })
    const old = {
      ...runOf(loop, { nodeId: 'w', seq: 9, waitKind: 'duration', dueAt: after(399 * 24 * hour) }),
      now: after(400 * 24 * hour),
    }
    expect(advance(old)).toMatchObject({
      move: { kind: 'finish', outcome: 'too-many-steps' },
      steps: [{ handle: 'interrupted', trace: { limit: 'days' } }],
    })
    const far = draw([onDemand, ['u', 'wait-until', { field: 'lead.firstAttemptAt' }], done], ['n1>u', 'u>end'])
    expect(advance(runOf(far, {}, { 'lead.firstAttemptAt': after(900 * 24 * hour).toISOString() })).cursor.wakeAt).toEqual(
      after(400 * 24 * hour),
    )
  })
  test('variables that do not fit are refused, and nobody from outside sets those of the engine', () => {
    const hook = draw(
      [onDemand, ['h', 'call-webhook', { url: 'https://partner.example.com/', pointers: { a: '/a' } }], done],
      ['n1>h', 'h:ok>end', 'h:refused>end', 'h:failed>end'],
    )
    const input = runOf(hook, { nodeId: 'h', lane: lanes.act })
    const vars = { a: 'x'.repeat(17_000) }
    expect(settle(input, { kind: 'leave', handle: 'ok', vars }).steps).toMatchObject([
      { handle: 'refused', trace: { code: 'vars-too-large' } },
    ])
    expect(settle(input, { kind: 'leave', handle: 'ok', vars: { a: 1, $handover: 'x', $planned: 'y' } }).cursor.vars).toEqual({ a: 1 })
    expect(storedBytes({ a: [1, 'é', { b: null }] })).toBe(Buffer.byteLength('{"a": [1, "é", {"b": null}]}'))
  })
  test('a trace stays within four KiB and says that it was cut', () => {
    const seen = Array.from({ length: 200 }, (_, n) => ({
      field: `lead.extra.${n}`,
      op: 'eq',
      value: 'y'.repeat(300),
      saw: 'z'.repeat(300),
      is: false,
    }))
    const cut = fitTrace({ seen, note: 'why' })
    expect(jsonBytes(cut)).toBeLessThanOrEqual(4_096)
    expect(cut).toMatchObject({ cut: true, seen: expect.arrayContaining([expect.objectContaining({ field: 'lead.extra.0' })]) })
    expect(fitTrace({ seen: seen.slice(0, 2) })).toEqual({ seen: seen.slice(0, 2) })
  })
})

test('a cancelled run says where it stood', () => {
  const ended = interrupt(runOf(mailed()), 'cancelled', { by: 'user:1' })
  expect(ended.move).toEqual({ kind: 'finish', outcome: 'cancelled' })
  expect(ended.steps).toMatchObject([{ nodeId: 'n1', handle: 'interrupted', trace: { by: 'user:1' } }])
})

test('a date that has passed, or that nobody knows, is passed or ends the run', () => {
  const graph = (onPast: string) =>
    draw(
      [onDemand, ['u', 'wait-until', { field: 'lead.firstAttemptAt', offset: { amount: -1, unit: 'days' }, onPast }], done],
      ['n1>u', 'u>end'],
    )
  const inTwoDays = { 'lead.firstAttemptAt': after(48 * hour).toISOString() }
  expect(advance(runOf(graph('exit'), {}, inTwoDays)).cursor.dueAt).toEqual(after(24 * hour))
  expect(advance(runOf(graph('continue'))).move).toEqual({ kind: 'finish', outcome: 'done' })
  expect(advance(runOf(graph('exit')))).toMatchObject({
    move: { kind: 'finish', outcome: 'past' },
    steps: [{ nodeId: 'n1' }, { nodeId: 'u', handle: 'past' }],
  })
})

test('a branch takes the first condition that is true and keeps what it saw', () => {
  const branch: Node = [
    'b',
    'branch',
    {
      branches: [
        { handle: 'first', when: { field: 'lead.city', op: 'eq', value: 'Delhi' } },
        { handle: 'second', when: { field: 'lead.city', op: 'eq', value: ' ＰUNE ' } },
      ],
    },
  ]
  const graph = draw([onDemand, branch, done], ['n1>b', 'b:first>end', 'b:second>end', 'b:else>end'])
  expect(advance(runOf(graph, {}, { 'lead.city': 'pune' })).steps[1]).toMatchObject({
    handle: 'second',
    trace: { seen: [{ field: 'lead.city', saw: 'pune', is: false }, { is: true }] },
  })
  expect(advance(runOf(graph)).steps[1]).toMatchObject({ handle: 'else', trace: { seen: [{ saw: null }, { saw: null }] } })
})

function effectState(state: string) {
  if (
    state === 'accepted' ||
    state === 'delivered' ||
    state === 'replied' ||
    state === 'failed' ||
    state === 'handed' ||
    state === 'in_doubt'
  )
    return state
  throw new Error(state)
}
