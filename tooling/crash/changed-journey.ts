/** Nodes of the journey that is changed while people walk it: one of every kind that can be carried out here, with short waits. */
type Drawn = readonly [id: string, type: string, data: object, next: Readonly<Record<string, string>>]

export const changedMails = ['first', 'second'] as const

/** Version 1 or 2. The second has a step more, and another name for the wait of an event: who stands there is mapped. */
export function changedGraph(version: 1 | 2, startsAt: Date, childId: string) {
  const listening = version === 1 ? 'w' : 'w2'
  const mail = (which: string) => ({
    template: 'lead-message',
    consentClass: 'service',
    variables: { subject: `changed, ${which}`, message: 'We meet on Monday at ten.' },
  })
  const sent = (next: string) => ({ sent: next, refused: 'refused' })
  const done = (next: string) => ({ done: next, refused: 'refused' })
  const drawn: readonly Drawn[] = [
    ['n1', 'trigger', { triggers: [{ kind: 'on-demand' }] }, { next: 's' }],
    [
      's',
      'split',
      {
        arms: [
          { handle: 'a', weight: 5_000 },
          { handle: 'b', weight: 5_000 },
        ],
      },
      { a: 'at', b: 'win' },
    ],
    ['at', 'wait-until', { at: startsAt.toISOString() }, { next: 'm1' }],
    ['win', 'wait-window', { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }, { next: 'm1' }],
    ['m1', 'send-email', mail('first'), sent('u')],
    ['u', 'update-field', { field: 'lead.college', value: 'changed' }, done('t')],
    ['t', 'tag', { tag: 'changed' }, done('b')],
    [
      'b',
      'branch',
      { branches: [{ handle: 'near', when: { field: 'lead.city', op: 'eq', value: 'Pune' } }] },
      { near: listening, else: 'job' },
    ],
    [listening, 'wait-event', { event: 'leads.re-enquired', timeout: { amount: 1, unit: 'minutes' } }, { received: 'd', 'timed-out': 'd' }],
    ['job', 'task', { title: 'Ring', assignee: { role: 'SALES' }, due: { amount: 1, unit: 'minutes' } }, { done: 'd', 'timed-out': 'd' }],
    ['d', 'wait-duration', { amount: 1, unit: 'minutes' }, { next: 'sub' }],
    [
      'sub',
      'sub-workflow',
      { workflowId: childId },
      { finished: version === 1 ? 'm2' : 'more', refused: 'refused', 'timed-out': 'refused' },
    ],
    ...(version === 1 ? [] : [['more', 'tag', { tag: 'changed' }, done('m2')] as const]),
    ['m2', 'send-email', mail('second'), sent('end')],
    ['end', 'exit', { outcome: 'done' }, {}],
    ['refused', 'exit', { outcome: 'refused' }, {}],
  ]
  return graphOf(drawn)
}

export const childGraph = () =>
  graphOf([
    ['c1', 'trigger', { triggers: [{ kind: 'on-demand' }] }, { next: 'c2' }],
    ['c2', 'exit', { outcome: 'done' }, {}],
  ])

function graphOf(drawn: readonly Drawn[]) {
  return {
    nodes: drawn.map(([id, type, data], n) => ({ id, type, data, position: { x: 0, y: n * 100 } })),
    edges: drawn.flatMap(([source, , , next]) =>
      Object.entries(next).map(([sourceHandle, target]) => ({ id: `${source}-${sourceHandle}`, source, sourceHandle, target })),
    ),
  }
}
