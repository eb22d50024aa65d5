import { issueCodes } from '@mas/contracts/workflows'
import { expect, test } from 'bun:test'
import { compileGraph } from './compile-graph.ts'
import { child, done, draw, everything, graphG, issuesOf, onDemand, type Edge, type Node } from './graph-fixture.ts'
import { currentNodes } from './installed-nodes.ts'

const self = '018f3c00-0000-7000-8000-00000000c000'
/** The trigger, the nodes given in a row, the exit: wired by `next` unless edges are given. */
const row = (nodes: readonly Node[], edges?: readonly Edge[]) => {
  const ids = ['n1', ...nodes.map(([id]) => id), 'end']
  return draw([onDemand, ...nodes, done], edges ?? ids.slice(1).map((id, n) => `${ids[n]}>${id}`))
}
const both = (id: string, ...handles: string[]) => ['n1>' + id, ...handles.map((handle) => `${id}:${handle}>end`)]
const trigger = (...triggers: unknown[]) => draw([['n1', 'trigger', { triggers }], done], ['n1>end'])
const branch = (when: unknown) => row([['b', 'branch', { branches: [{ handle: 'yes', when }] }]], both('b', 'yes', 'else'))
const mail = (more: Record<string, unknown>) =>
  row([['m', 'send-email', { template: 'plain', consentClass: 'service', ...more }]], both('m', 'sent', 'refused'))
const hook = (more: Record<string, unknown>) =>
  row([['h', 'call-webhook', { url: 'https://partner.example.com/in', ...more }]], both('h', 'ok', 'refused', 'failed'))
const sub = (workflowId: string) => row([['s', 'sub-workflow', { workflowId }]], both('s', 'finished', 'refused', 'timed-out'))
const lead = (...children: string[]) => ({ subject: 'lead' as const, children })
const deep = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`${child.slice(0, -1)}${n}`, lead(`${child.slice(0, -1)}${n + 1}`)]))

/** For each code the graphs that are wrong for that reason and for no other. */
const wrong: Readonly<Record<string, readonly (() => readonly { code: string }[])[]>> = {
  'no-trigger': [() => issuesOf(draw([done], []))],
  'second-trigger': [
    () => issuesOf(draw([onDemand, ['n2', 'trigger', { triggers: [{ kind: 'on-demand' }] }], done], ['n1>end', 'n2>end'])),
  ],
  'edge-into-trigger': [
    () =>
      issuesOf(
        row(
          [['w', 'wait-event', { event: 'leads.tagged', timeout: { amount: 1, unit: 'days' } }]],
          ['n1>w', 'w:received>n1', 'w:timed-out>end'],
        ),
      ),
  ],
  unreachable: [() => issuesOf(draw([onDemand, done, ['far', 'exit', { outcome: 'x' }]], ['n1>end']))],
  'missing-handle': [
    () =>
      issuesOf(draw([onDemand, done, ['w', 'wait-duration', { amount: 1, unit: 'days' }]], ['n1>w'])).filter(
        ({ code }) => code !== 'unreachable',
      ),
    () => issuesOf(row([['m', 'send-email', { template: 'plain' }]], ['n1>m', 'm:sent>end'])),
    () =>
      issuesOf(
        row(
          [['m', 'send-email', { template: 'plain', waitFor: 'delivered', timeout: { amount: 1, unit: 'days' } }]],
          both('m', 'sent', 'refused', 'delivered', 'failed'),
        ),
      ),
  ],
  'unknown-handle': [() => issuesOf(row([['m', 'send-email', { template: 'plain' }]], both('m', 'sent', 'refused', 'delivered')))],
  'double-edge': [
    () => issuesOf(draw([onDemand, done, ['x', 'exit', { outcome: 'x' }]], ['n1>end', 'n1>x'])),
    () => issuesOf(draw([onDemand, done, done], ['n1>end'])),
    () => issuesOf(row([['b', 'branch', { branches: [{ handle: 'else', when: { all: [] } }] }]], both('b', 'else'))),
  ],
  'dangling-edge': [
    () => issuesOf(draw([onDemand, done], ['n1>end', 'ghost>end'])),
    () => issuesOf(draw([onDemand, done, ['w', 'wait-duration', { amount: 1, unit: 'days' }]], ['n1>w', 'w>end', 'w:next>ghost'])),
  ],
  'cycle-without-wait': [
    () =>
      issuesOf(
        row(
          [
            ['w', 'wait-duration', { amount: 59, unit: 'minutes' }],
            ['b', 'branch', { branches: [{ handle: 'again', when: { all: [] } }] }],
          ],
          ['n1>w', 'w>b', 'b:again>w', 'b:else>end'],
        ),
      ),
  ],
  'unknown-field': [
    () => issuesOf(branch({ field: 'lead.shoeSize', op: 'eq', value: 1 })),
    () => issuesOf(branch({ field: 'user.role', op: 'eq', value: 'USER' })),
    () => issuesOf(branch({ field: 'vars.score', op: 'gt', value: 1 })),
    () => issuesOf(branch({ field: 'event.channel', op: 'eq', value: 'csv' })),
    () => issuesOf(mail({ variables: { name: { field: 'lead.nothing' } } })),
  ],
  'wrong-type': [
    () => issuesOf(branch({ field: 'lead.status', op: 'gt', value: 'new' })),
    () => issuesOf(branch({ field: 'lead.attempts', op: 'eq', value: 'two' })),
    () => issuesOf(branch({ field: 'lead.status', op: 'eq', value: 'nowhere' })),
    () => issuesOf(row([['w', 'wait-duration', { amount: '1', unit: 'days' }]])),
    () => issuesOf(row([['w', 'wait-until', { field: 'lead.city' }]])),
    () => issuesOf(mail({ waitFor: 'accepted' })).filter(({ code }) => code !== 'missing-handle'),
    () => issuesOf(draw([onDemand, done, ['g', 'goal', {}]], ['n1>end'])),
  ],
  'read-only-field': [() => issuesOf(row([['u', 'update-field', { field: 'lead.attempts', value: 1 }]], both('u', 'done', 'refused')))],
  'template-unknown': [() => issuesOf(mail({ template: 'nowhere' }))],
  'template-variable-unbound': [() => issuesOf(mail({ template: 'hello' }))],
  'weights-not-10000': [
    () => issuesOf(row([['s', 'split', { arms: [{ handle: 'a', weight: 9_000 }], holdout: 999 }]], both('s', 'a', 'holdout'))),
  ],
  'holdout-sends': [
    () =>
      issuesOf(
        row(
          [
            ['s', 'split', { arms: [{ handle: 'a', weight: 9_000 }], holdout: 1_000 }],
            ['w', 'wait-duration', { amount: 1, unit: 'days' }],
            ['m', 'send-email', { template: 'plain' }],
          ],
          ['n1>s', 's:a>m', 's:holdout>w', 'w>m', 'm:sent>end', 'm:refused>end'],
        ),
      ),
  ],
  'wait-too-long': [
    () => issuesOf(row([['w', 'wait-duration', { amount: 401, unit: 'days' }]])),
    () => issuesOf(row([['w', 'wait-until', { at: '2028-01-01' }]])),
    () =>
      issuesOf(
        row(
          [['w', 'wait-event', { event: 'leads.tagged', timeout: { amount: 9_601, unit: 'hours' } }]],
          both('w', 'received', 'timed-out'),
        ),
      ),
  ],
  'window-empty': [
    () => issuesOf(row([['w', 'wait-window', { days: [], from: '10:00', to: '19:00' }]])),
    () => issuesOf(row([['w', 'wait-window', { days: [1], from: '19:00', to: '10:00' }]])),
    () => issuesOf(row([['w', 'wait-window', { days: [1], from: '10:00', to: '10:00' }]])),
  ],
  'zone-unknown': [
    () => issuesOf(row([['w', 'wait-window', { days: [1], from: '10:00', to: '11:00', zone: 'Asia/Atlantis' }]])),
    () => issuesOf(row([['w', 'wait-duration', { amount: 1, unit: 'days', zone: '+05:30' }]])),
    () => issuesOf(trigger({ kind: 'schedule', cron: '0 10 * * *', zone: 'Mars/Base' })),
  ],
  'cron-invalid': [
    () => issuesOf(trigger({ kind: 'schedule', cron: 'often', zone: 'Asia/Kolkata' })),
    () => issuesOf(trigger({ kind: 'schedule', cron: '0 0 10 * * *', zone: 'Asia/Kolkata' })),
    () => issuesOf(trigger({ kind: 'schedule', cron: '61 * * * *', zone: 'Asia/Kolkata' })),
    () => issuesOf(trigger({ kind: 'schedule', cron: '0 0 31 2 *', zone: 'Asia/Kolkata' })),
  ],
  'cron-too-often': [
    () => issuesOf(trigger({ kind: 'schedule', cron: '*/14 * * * *', zone: 'Asia/Kolkata' })),
    () => issuesOf(trigger({ kind: 'schedule', cron: '0,50 * * * *', zone: 'Asia/Kolkata' })),
  ],
  'subworkflow-cycle': [
    () => issuesOf(sub(self), everything({ [self]: lead() }), self),
    () => issuesOf(sub(child), everything({ [child]: lead(self), [self]: lead() }), self),
  ],
  'subworkflow-depth': [() => issuesOf(sub(`${child.slice(0, -1)}1`), everything(deep), self)],
  'subworkflow-unknown': [
    () => issuesOf(sub(child), everything(), self),
    () => issuesOf(sub(child), everything({ [child]: { subject: 'user', children: [] } }), self),
  ],
  'secret-in-graph': [
    () => issuesOf(hook({ headers: { Authorization: 'Bearer abcdefghijklmnop' } })),
    () => issuesOf(hook({ body: { nested: [{ apiKey: 'hunter2hunter2' }] } })),
    () => issuesOf(hook({ url: 'https://partner.example.com/in?token=abcdef123456' })),
    () => issuesOf(hook({ body: 'rzp_live_abcdefgh1234' })),
  ],
  'secret-unknown': [
    () => issuesOf(hook({ headers: { Authorization: 'Bearer {{secret.MISSING}}' } })),
    () => issuesOf(hook({ body: { key: '{{ secret.not a name }}', other: '{{secret.}}' } })),
    () => issuesOf(hook({ url: 'https://partner.example.com/in?token={{secret.OTHER}}' })),
    () => issuesOf(draw([onDemand, ['n2', 'exit', { outcome: '{{secret.PARTNER}}' }]], ['n1>n2'])),
  ],
  'url-not-allowed': [
    ['http', 'partner.example.com/'],
    ['https', 'localhost/'],
    ['https', '10.0.0.1/'],
    ['https', '0x7f.1/'],
    ['https', '2130706433/'],
    ['https', '169.254.169.254/latest'],
    ['https', '[::1]/'],
    ['https', '[::ffff:10.0.0.1]/'],
    ['https', 'db.internal/'],
    ['https', '{{lead.city}}.example.com/'],
    ['', 'not an address'],
  ].map(
    ([scheme, rest]) =>
      () =>
        issuesOf(hook({ url: `${scheme}://${rest}` })),
  ),
  'too-many-nodes': [
    () => issuesOf(row(Array.from({ length: 199 }, (_, n): Node => [`w${n}`, 'wait-duration', { amount: 1, unit: 'days' }]))),
  ],
  'too-large': [() => issuesOf(mail({ note: 'x'.repeat(525_000) }))],
  'node-unavailable': [
    () => issuesOf(row([['w', 'teleport', {}]])).filter(({ code }) => code !== 'unreachable'),
    () =>
      issuesOf(graphG, { ...everything(), hasNode: currentNodes })
        .filter(({ code }) => code === 'node-unavailable')
        .slice(0, 1),
  ],
  'event-unknown': [
    () => issuesOf(trigger({ kind: 'event', name: 'leads.lead-vanished' })),
    // It concerns leads alone.
    () => compileGraph(trigger({ kind: 'event', name: 'leads.tagged' }), 'user', everything()).issues,
    () => issuesOf(draw([onDemand, done, ['g', 'goal', { event: 'finance.nothing-yet' }]], ['n1>end'])),
  ],
  'calendar-unknown': [
    () => issuesOf(row([['w', 'wait-duration', { amount: 1, unit: 'business-days', calendar: 'nowhere' }]])),
    () => issuesOf(row([['w', 'wait-window', { days: [1], from: '09:00', to: '10:00', calendar: 'nowhere' }]])),
    () =>
      issuesOf(
        row(
          [['t', 'task', { title: 'Ring', due: { amount: 1, unit: 'business-days' }, calendar: 'nowhere' }]],
          both('t', 'done', 'timed-out'),
        ),
      ),
  ],
  'segment-unknown': [() => issuesOf(trigger({ kind: 'segment', segmentId: 'nowhere' }))],
}

test('every issue code has a graph that is wrong for that reason alone', () => {
  expect(Object.keys(wrong).toSorted()).toEqual(Object.keys(issueCodes).toSorted())
  for (const [code, cases] of Object.entries(wrong))
    for (const [index, issues] of cases.entries())
      expect({ code, index, codes: [...new Set(issues().map((issue) => issue.code))] }).toEqual({ code, index, codes: [code] })
})

test('all problems are told at once, each with its node and place', () => {
  const graph = draw(
    [
      ['n1', 'trigger', { triggers: [{ kind: 'schedule', cron: '* * * * *', zone: 'Mars/Base' }] }],
      ['m', 'send-email', { template: 'nowhere', variables: { x: { field: 'lead.nothing' } } }],
      ['w', 'wait-duration', { amount: 500, unit: 'days' }],
    ],
    ['n1>m', 'm:sent>w', 'm:opened>w'],
  )
  const told = issuesOf(graph).map(({ code, nodeId, path }) => `${code} ${nodeId} ${path}`)
  expect(told.toSorted()).toEqual([
    'cron-too-often n1 /triggers/0/cron',
    'missing-handle m /refused',
    'missing-handle w /next',
    'template-unknown m /template',
    'unknown-field m /variables/x',
    'unknown-handle m /opened',
    'wait-too-long w /amount',
    'zone-unknown n1 /triggers/0/zone',
  ])
})

test('a node whose domain is not installed is refused by name', () => {
  const issues = issuesOf(graphG, { ...everything(), hasNode: currentNodes }).filter(({ code }) => code === 'node-unavailable')
  expect(issues.map(({ nodeId, detail }) => [nodeId, detail])).toEqual([
    ['n3', 'ai-call is not available for a lead here'],
    ['n5', 'send-whatsapp is not available for a lead here'],
  ])
})

test('what is right is not refused', () => {
  const right = [
    branch({
      any: [
        { field: 'lead.city', op: 'starts-with', value: 'Pu' },
        { field: 'lead.extra.Batch', op: 'eq', value: 'A' },
      ],
    }),
    branch({ not: [{ field: 'clock.time', op: 'between', value: ['10:00', '12:00'] }] }),
    mail({ template: 'hello', variables: { name: { field: 'lead.fullName' } } }),
    hook({ headers: { Authorization: 'Bearer {{secret.PARTNER}}' }, body: { city: '{{lead.city}}' }, pointers: { score: '/score' } }),
    trigger(
      { kind: 'schedule', cron: '*/15 9-18 * * MON-FRI', zone: 'Asia/Kolkata' },
      { kind: 'event', name: 'leads.tagged', where: { field: 'event.tag', op: 'eq', value: 'vip' } },
    ),
    draw(
      [
        onDemand,
        done,
        ['g', 'goal', { condition: { field: 'lead.status', op: 'eq', value: 'paid' } }],
        ['x', 'exit', { outcome: 'lost', when: { condition: { field: 'lead.status', op: 'eq', value: 'lost' } } }],
      ],
      ['n1>end'],
    ),
    row([['w', 'wait-window', { days: [6, 7], from: '22:00', to: '24:00', zone: 'Europe/Berlin' }]]),
    row(
      [
        ['s', 'split', { arms: [{ handle: 'a', weight: 9_500 }], holdout: 500 }],
        ['t', 'tag', { tag: 'quiet' }],
      ],
      ['n1>s', 's:a>end', 's:holdout>t', 't:done>end', 't:refused>end'],
    ),
  ]
  for (const graph of right) expect(issuesOf(graph)).toEqual([])
})

test('warnings stop nobody', () => {
  const { issues, warnings } = compileGraph(
    row(
      [
        ['m', 'send-email', { template: 'plain' }],
        ['b', 'branch', { branches: [{ handle: 'y', when: { field: 'lead.city', op: 'eq', value: 'Pune' } }] }],
      ],
      ['n1>m', 'm:sent>b', 'm:refused>b', 'b:y>end', 'b:else>end'],
    ),
    'lead',
    everything(),
  )
  expect(issues).toEqual([])
  expect(warnings.map(({ code, nodeId }) => [code, nodeId])).toEqual([
    ['no-consent-class', 'm'],
    ['promotional-without-goal', 'm'],
    ['no-history', 'b'],
  ])
})
