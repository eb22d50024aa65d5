import { expect, test } from 'bun:test'
import { compileGraph } from './compile-graph.ts'
import { child, done, draw, everything, onDemand, type Edge, type Node } from './graph-fixture.ts'
import { parseGraph } from './parse-graph.ts'

const self = '018f3c00-0000-7000-8000-00000000c000'
const lead = (...children: string[]) => ({ subject: 'lead' as const, children })
const installation = everything({ [child]: lead('second'), second: lead('third'), third: lead(self) })
const row = (nodes: readonly Node[], edges?: readonly Edge[]) => {
  const ids = ['n1', ...nodes.map(([id]) => id), 'end']
  return draw([onDemand, ...nodes, done], edges ?? ids.slice(1).map((id, n) => `${ids[n]}>${id}`))
}
const both = (id: string, ...handles: string[]) => ['n1>' + id, ...handles.map((handle) => `${id}:${handle}>end`)]
const step = (type: string, data: Record<string, unknown>) => row([['x', type, data]])
const when = (condition: unknown) => row([['b', 'branch', { branches: [{ handle: 'yes', when: condition }] }]], both('b', 'yes', 'else'))
const hook = (data: Record<string, unknown>) =>
  row([['h', 'call-webhook', { url: 'https://a.example.com', ...data }]], both('h', 'ok', 'refused', 'failed'))
const call = (url: string) => hook({ url })
const sub = (workflowId: string) => row([['s', 'sub-workflow', { workflowId }]], both('s', 'finished', 'refused', 'timed-out'))
const split = (...weights: number[]) =>
  row([['s', 'split', { arms: weights.map((weight, n) => ({ handle: `a${n}`, weight })) }]], both('s', ...weights.map((_, n) => `a${n}`)))
const waitFor = (event: string, more: Record<string, unknown> = {}) =>
  row([['w', 'wait-event', { event, timeout: { amount: 1, unit: 'days' }, ...more }]], both('w', 'received', 'timed-out'))
const mail = (data: Record<string, unknown>) =>
  row([['m', 'send-email', { consentClass: 'service', ...data }]], both('m', 'sent', 'refused'))
const cron = (expression: string, zone = 'Asia/Kolkata') =>
  draw([['n1', 'trigger', { triggers: [{ kind: 'schedule', cron: expression, zone }] }], done], ['n1>end'])
const nested = (levels: number, wrap: (inner: unknown) => unknown, core: unknown) =>
  Array.from({ length: levels }).reduce<unknown>((inner) => wrap(inner), core)
const city = { field: 'lead.city', op: 'eq', value: 'Pune' }

/** What somebody may draw by mistake or on purpose, and all that is said to it: `code node place: words`. */
const hostile: Readonly<Record<string, readonly [sent: unknown, ...told: string[]]>> = {
  'no graph at all': ['x', 'shape : expected object, received string'],
  nothing: [null, 'shape : expected object, received null'],
  'nodes by name': [{ nodes: {}, edges: 7 }, 'shape /nodes: expected array', 'shape /edges: expected array'],
  'an empty canvas': [{ nodes: [], edges: [] }, 'no-trigger : a graph needs a trigger'],
  'a node nowhere': [
    {
      nodes: [
        { id: 'n1', type: 'trigger', data: {} },
        { id: 'n2', type: 'exit', position: { x: Infinity, y: 0 }, data: {} },
      ],
      edges: [],
    },
    'shape /nodes/0/position: expected object',
    'shape /nodes/1/position/x: not a JSON number',
  ],
  'a name of other letters': [row([['wé', 'exit', {}]]), 'shape /nodes/1/id: letters, digits'],
  'a prototype among the settings': [
    JSON.parse('{"nodes":[{"id":"n1","type":"trigger","position":{"x":0,"y":0},"data":{"__proto__":{"a":1}}}],"edges":[{"id":1}]}'),
    'shape /nodes/0/data: a name is reserved',
    'shape /edges/0/id: expected string',
    'shape /edges/0/source: expected string',
    'shape /edges/0/target: expected string',
  ],
  'settings of ten thousand levels': [
    hook({ body: nested(10_000, (inner) => [inner], 1) }),
    'shape /nodes/1/data/body/0: nested deeper than 40',
  ],
  'a condition of ten thousand levels, and a text that cannot be stored': [
    when({ all: [nested(10_000, (inner) => ({ all: [inner] }), city), { ...city, value: '\u0000' }] }),
    'shape /nodes/1/data/branches/0/when/all/1/value: a text holds characters',
    'shape /nodes/1/data/branches/0: nested deeper than 40',
  ],
  'five megabytes': [hook({ body: 'x'.repeat(5_000_000) }), 'too-large : more than 524288 bytes'],
  'names that every object has': [
    row(['constructor', 'toString', 'hasOwnProperty'].map((id) => [id, 'wait-duration', { amount: 1, unit: 'days' }])),
  ],
  'types that every object has': [
    draw([onDemand, done, ['a', 'constructor'], ['b', '__proto__']], ['n1>a', 'a>b', 'b>end']),
    'node-unavailable a: constructor is not available here',
    'node-unavailable b: __proto__ is not available here',
  ],
  'everything twice': [
    draw([onDemand, onDemand, done, done], ['n1>end', 'n1>end', 'n1>n1', 'end>n1', 'x>y']),
    'double-edge n1: two nodes are called n1',
    'double-edge end: two nodes are called end',
    'double-edge n1 /next: edge e1',
    'edge-into-trigger n1: edge e2',
    'double-edge n1 /next: edge e2',
    'edge-into-trigger n1: edge e3',
    'unknown-handle end /next: edge e3: exit has no output next',
    'dangling-edge : edge e4: x is no node',
    'second-trigger n1: one trigger node',
    'cycle-without-wait n1: n1 -> end',
  ],
  'two triggers and an orphan': [
    draw(
      [onDemand, ['n2', 'trigger', { triggers: [{ kind: 'on-demand' }] }], done, ['lost', 'exit', { outcome: 'x' }]],
      ['n1>end', 'n2>end'],
    ),
    'second-trigger n2: one trigger node',
    'unreachable lost: no path leads here',
  ],
  'an island that leads to itself': [
    draw(
      [onDemand, done, ['a', 'tag', { tag: 't' }], ['b', 'tag', { tag: 't' }]],
      ['n1>end', 'a:done>b', 'a:refused>b', 'b:done>a', 'b:refused>a'],
    ),
    'unreachable a: no path leads here',
    'unreachable b: no path leads here',
    'cycle-without-wait a: a -> b -> a has no wait',
  ],
  'a node that leads to itself': [
    row([['b', 'branch', { branches: [{ handle: 'yes', when: { all: [] } }] }]], ['n1>b', 'b:yes>b', 'b:else>end']),
    'cycle-without-wait b: b -> b has no wait',
  ],
  'outputs that are not there, and none that are': [
    row([['b', 'branch', { branches: [{ handle: 'yes', when: city }] }]], ['n1>b', 'b:no>end', 'b:next>end']),
    'unknown-handle b /no: edge e1: branch has no output no',
    'unknown-handle b /next: edge e2: branch has no output next',
    'missing-handle b /yes: the output yes leads nowhere',
    'missing-handle b /else: the output else leads nowhere',
  ],
  'a branch of nothing': [
    row([['b', 'branch', { branches: [] }]], both('b', 'else')),
    'wrong-type b /branches: expected array to have >=1',
  ],
  'shares that are nearly all': [
    split(99.9, 100.1),
    'wrong-type s /arms/0/weight: expected int',
    'wrong-type s /arms/1/weight: expected int',
  ],
  'shares of less than nothing': [
    split(-1, 10_001),
    'wrong-type s /arms/0/weight: expected number to be >=0',
    'wrong-type s /arms/1/weight: expected number to be <=10000',
  ],
  'shares that do not add up': [split(9_990, 11), 'weights-not-10000 s /arms: the weights add up to 10001'],
  'a wait backwards': [step('wait-duration', { amount: -5, unit: 'days' }), 'wrong-type x /amount: expected number to be >=1'],
  'a wait for ever': [step('wait-duration', { amount: 600_000, unit: 'weeks' }), 'wait-too-long x /amount: 600000 weeks'],
  'a wait of eons': [
    step('wait-duration', { amount: 1e308, unit: 'eons' }),
    'wrong-type x /amount: expected int to be <=',
    'wrong-type x /amount: expected number to be <=600000',
    'wrong-type x /unit: expected one of',
  ],
  'the thirtieth of February': [step('wait-until', { at: '2026-02-30' }), 'wrong-type x /at: 2026-02-30 is no date'],
  'the end of time': [step('wait-until', { at: '9999-12-31T23:59' }), 'wait-too-long x /at: 9999-12-31T23:59 is more than 400 days away'],
  'no date, and one too many': [
    draw(
      [onDemand, done, ['a', 'wait-until', {}], ['b', 'wait-until', { at: '2026-12-01', field: 'lead.firstIntakeAt' }]],
      ['n1>a', 'a>b', 'b>end'],
    ),
    'wrong-type a /field: either a date field or a date',
    'wrong-type b /field: either a date field or a date',
  ],
  'a date that is none': [
    step('wait-until', { field: 'lead.city', offset: { amount: -600_000, unit: 'weeks' } }),
    'wait-too-long x /offset',
    'wrong-type x /field: lead.city is a text',
  ],
  'a window that never opens': [
    step('wait-window', { days: [], from: '10:00', to: '09:00', zone: 'GMT+25', calendar: 'nowhere' }),
    'calendar-unknown x /calendar: there is no calendar nowhere',
    'zone-unknown x /zone: there is no zone GMT+25',
    'window-empty x /days: no day is chosen',
    'window-empty x /to: from 10:00 to 09:00',
  ],
  'a window of impossible hours': [
    step('wait-window', { days: [0, 8], from: '24:00', to: '25:00' }),
    'wrong-type x /days/0: expected number to be >=1',
    'wrong-type x /days/1: expected number to be <=7',
    'wrong-type x /from: HH:mm',
    'wrong-type x /to: HH:mm',
  ],
  'a recurrence of another language': [cron('FREQ=DAILY;COUNT=-1'), 'cron-invalid n1 /triggers/0/cron: FREQ=DAILY'],
  'a day that never comes': [cron('0 0 31 2 *'), 'cron-invalid n1 /triggers/0/cron'],
  'hours that are none, nowhere': [
    cron('99 99 * * *', 'Mars/Base'),
    'zone-unknown n1 /triggers/0/zone',
    'cron-invalid n1 /triggers/0/cron',
  ],
  'a step of nought': [cron('0-59/0 * * * *'), 'cron-invalid n1 /triggers/0/cron'],
  'every minute': [cron('* * * * *'), 'cron-too-often n1 /triggers/0/cron'],
  'a template without a name': [
    mail({ template: '', variables: null }),
    'wrong-type m /template: expected string to have >=1',
    'wrong-type m /variables: expected record',
  ],
  'a template that every object has': [
    mail({ template: 'constructor' }),
    'template-unknown m /template: there is no email template constructor',
  ],
  'variables that nobody asked for': [
    mail({ template: 'hello', variables: { nameX: { field: 'lead.nope' } } }),
    'template-variable-unbound m /variables/name: hello needs name',
    'unknown-field m /variables/nameX: there is no field lead.nope',
  ],
  'waiting without an end': [
    mail({ template: 'plain', waitFor: 'delivered' }),
    'missing-handle m /delivered',
    'missing-handle m /failed',
    'missing-handle m /timed-out',
    'wrong-type m /timeout: waiting for an outcome',
  ],
  'a comparison of its own': [when({ field: 'lead.city', op: 'like', value: 'x' }), 'wrong-type b /branches/0/when/op: expected one of'],
  'a comparison of nothing': [when({ op: 'eq', value: 'x' }), 'wrong-type b /branches/0/when/field: expected string'],
  'SQL for a condition': [when("lead.city = 'Pune'"), 'wrong-type b /branches/0/when: expected object'],
  'SQL beside a condition': [when({ ...city, sql: '1=1' }), 'wrong-type b /branches/0/when: Unrecognized key: "sql"'],
  'all and any': [when({ all: [], any: [] }), 'wrong-type b /branches/0/when: Unrecognized key: "any"'],
  'a wrong one deep inside': [
    when({ all: [city, { any: [city, { not: [{ field: 'lead.city', op: 'eq', value: { amount: 'two', unit: 'days' } }] }] }] }),
    'wrong-type b /branches/0/when/all/1/any/1/not/0/value/amount: expected number',
  ],
  'a list that is too long': [
    when({ ...city, op: 'in', value: Array.from({ length: 501 }, () => 'x') }),
    'wrong-type b /branches/0/when/value: expected array to have <=500',
  ],
  'values of other types': [
    when({
      all: [
        { field: 'lead.attempts', op: 'eq', value: 'two' },
        { field: 'lead.status', op: 'gt', value: 'new' },
        { field: 'lead.shoeSize', op: 'eq', value: 1 },
      ],
    }),
    'wrong-type b /branches/0/when/all/0',
    'wrong-type b /branches/0/when/all/1',
    'unknown-field b /branches/0/when/all/2: there is no field lead.shoeSize',
  ],
  itself: [sub(self), 'subworkflow-cycle s /workflowId: the workflow would start itself'],
  'itself through three others': [sub(child), 'subworkflow-cycle s /workflowId'],
  'a workflow that is none': [sub('x'), 'wrong-type s /workflowId: Invalid UUID'],
  'an event of nobody': [waitFor('nobody.knows'), 'event-unknown w /event: there is no event nobody.knows about a lead'],
  'a field that the event has not': [
    waitFor('leads.tagged', { where: { field: 'event.nope', op: 'eq', value: 1 } }),
    'unknown-field w /where: there is no field event.nope',
  ],
  'headers of the call itself': [
    hook({ headers: { Host: 'inner', 'Idempotency-Key': '1', 'X-Note': 'a\r\nX-Evil: 1', 'X Y': '1' } }),
    'wrong-type h /headers/X Y: ',
  ],
  'headers that break the line': [
    hook({ headers: { Host: 'inner', 'webhook-signature': 'v1', 'X-Note': 'a\r\nX-Evil: 1' } }),
    'wrong-type h /headers/Host: Host is set by the call itself',
    'wrong-type h /headers/webhook-signature: webhook-signature is set',
    'wrong-type h /headers/X-Note: a header is one line',
  ],
  'answers into names of the engine': [
    hook({ pointers: { $slot: '/a', A: 'b' } }),
    'wrong-type h /pointers/$slot: ',
    'wrong-type h /pointers/A: ',
  ],
  ...Object.fromEntries(
    [
      '127.0.0.1/x',
      '2130706433/',
      '0x7f.1/',
      '[::ffff:10.0.0.1]/',
      '127。0。0。1/',
      'localhost./',
      'metadata.google.internal/',
      '{{lead.city}}.example.com/',
      '%31%32%37.0.0.1/',
      '[fd00::1]/',
      '/',
    ]
      .map((host) => `https://${host}`)
      .concat('http://a.example.com', 'file:///etc/passwd')
      .map((url) => [`a call to ${url}`, [call(url), 'url-not-allowed h /url: '] as const]),
  ),
}

/** What is said, without the words that only say that it is invalid. */
function toldOf(sent: unknown): string[] {
  const read = parseGraph(sent)
  const plain = (message: string) => message.replace(/^(Invalid (input|option): |Too (small|big): )/, '')
  if ('issues' in read) return read.issues.map(({ path, message }) => `shape ${path}: ${plain(message)}`)
  const { issues } = compileGraph(read.graph, 'lead', installation, self)
  return issues.map(
    ({ code, nodeId, path, detail }) =>
      `${[code, nodeId, path].filter(Boolean).join(' ')}${nodeId === undefined ? ' ' : ''}: ${plain(detail)}`,
  )
}

for (const [name, [sent, ...wanted]] of Object.entries(hostile))
  test(`${name}: every mistake is told, where it is and in words`, () => {
    const told = toldOf(sent)
    const left = [...told]
    const missed = wanted.filter((one) => {
      const found = left.findIndex((issue) => issue.startsWith(one))
      if (found >= 0) left.splice(found, 1)
      return found < 0
    })
    expect({ missed, besides: left }).toEqual({ missed: [], besides: [] })
  })

test('two thousand nodes in one knot, and three hundred that are all wrong', () => {
  const ids = Array.from({ length: 1_900 }, (_, n) => `b${n}`)
  const knot = draw(
    [onDemand, done, ...ids.map((id): Node => [id, 'branch', { branches: [{ handle: 'yes', when: { all: [] } }] }])],
    ['n1>b0', ...ids.flatMap((id, n) => [`${id}:yes>b${(n * 7 + 1) % 1_900}`, `${id}:else>b${(n + 1) % 1_900}`])],
  )
  expect(toldOf(knot).map((one) => one.slice(0, 21))).toEqual(['too-many-nodes : 1902', 'unreachable end: no p', 'cycle-without-wait b0'])
  const wrong = row(Array.from({ length: 300 }, (_, n): Node => [`w${n}`, 'wait-duration', { amount: 0, unit: 'eons' }]))
  expect(toldOf(wrong)).toHaveLength(601)
})

test('a goal that everybody meets at once is warned of, and one that asks something is not', () => {
  const goals = [{ all: [] }, { not: [{ any: [] }] }, { any: [city, { all: [] }] }, { all: [city] }, { any: [] }]
  const graph = draw([onDemand, done, ...goals.map((condition, n): Node => [`g${n}`, 'goal', { condition }])], ['n1>end'])
  const { issues, warnings } = compileGraph(graph, 'lead', installation)
  expect(issues).toEqual([])
  expect(warnings.filter(({ code }) => code === 'always-met').map(({ nodeId }) => nodeId)).toEqual(['g0', 'g1', 'g2'])
})
