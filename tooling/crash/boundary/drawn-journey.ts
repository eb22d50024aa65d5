import { partnersHost } from './partners.ts'

type Drawn = readonly [id: string, type: string, data: object, next?: Readonly<Record<string, string>>]

/** Outputs in the order of the way that is meant: of one person from end to end, and of one whom the goal takes out. */
export const wholeWay =
  'n1.next s.a at.next win.next m1.sent u.done t.done b.same w.received m2.sent job.done d.next call.ok sub.finished end.exit'
export const goalWay = 'n1.next s.a at.next win.next m1.sent u.done t.done b.same w.interrupted g.goal'
export const journeyMails = ['first', 'second'] as const

export const tagsOf = (serial: number) => ({
  enters: `enters-${serial}`,
  answers: `answers-${serial}`,
  arrives: `arrives-${serial}`,
  walks: `walks-${serial}`,
})

/** One node of every type that this installation carries out, each with its outputs. */
export function everyNode(serial: number, childId: string, at: Date) {
  const tags = tagsOf(serial)
  const mail = (which: string, more: object = {}) => ({
    template: 'lead-message',
    consentClass: 'service',
    variables: { subject: `${which} of ${serial}`, message: 'We meet on Monday at ten.' },
    ...more,
  })
  const tagged = (tag: string) => ({ event: 'leads.tagged', where: { field: 'event.tag', op: 'eq', value: tag } })
  const day = { amount: 1, unit: 'days' }
  const drawn: readonly Drawn[] = [
    [
      'n1',
      'trigger',
      {
        triggers: [
          { kind: 'on-demand' },
          { kind: 'event', name: 'leads.tagged', where: { field: 'event.tag', op: 'eq', value: tags.enters } },
        ],
      },
      { next: 's' },
    ],
    ['s', 'split', { arms: [{ handle: 'a', weight: 10_000 }] }, { a: 'at' }],
    ['at', 'wait-until', { at: at.toISOString() }, { next: 'win' }],
    ['win', 'wait-window', { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }, { next: 'm1' }],
    ['m1', 'send-email', mail('first'), { sent: 'u', refused: 'x' }],
    ['u', 'update-field', { field: 'lead.college', value: `college ${serial}` }, { done: 't', refused: 'x' }],
    ['t', 'tag', { tag: tags.walks }, { done: 'b', refused: 'x' }],
    [
      'b',
      'branch',
      { branches: [{ handle: 'same', when: { field: 'lead.college', op: 'eq', value: `college ${serial}` } }] },
      { same: 'w', else: 'x' },
    ],
    ['w', 'wait-event', { ...tagged(tags.answers), timeout: day }, { received: 'm2', 'timed-out': 'x' }],
    [
      'm2',
      'send-email',
      mail('second', { waitFor: 'accepted', timeout: day }),
      { sent: 'job', refused: 'x', failed: 'x', 'timed-out': 'x', unknown: 'job' },
    ],
    ['job', 'task', { title: 'Ring', assignee: { role: 'SALES_HEAD' }, due: day }, { done: 'd', 'timed-out': 'x' }],
    ['d', 'wait-duration', { amount: 1, unit: 'hours' }, { next: 'call' }],
    [
      'call',
      'call-webhook',
      { url: `https://${partnersHost}/journey-${serial}`, body: { city: '{{lead.city}}' } },
      { ok: 'sub', refused: 'x', failed: 'x' },
    ],
    ['sub', 'sub-workflow', { workflowId: childId }, { finished: 'end', refused: 'x', 'timed-out': 'x' }],
    ['end', 'exit', { outcome: 'done' }],
    ['x', 'exit', { outcome: 'wrong' }],
    ['g', 'goal', tagged(tags.arrives)],
  ]
  return graphOf(drawn)
}

export const child = () =>
  graphOf([
    ['c1', 'trigger', { triggers: [{ kind: 'on-demand' }] }, { next: 'c2' }],
    ['c2', 'exit', { outcome: 'done' }],
  ])

function graphOf(drawn: readonly Drawn[]) {
  return {
    nodes: drawn.map(([id, type, data], n) => ({ id, type, data, position: { x: 0, y: n * 100 } })),
    edges: drawn.flatMap(([source, , , next = {}]) =>
      Object.entries(next).map(([sourceHandle, target]) => ({ id: `${source}-${sourceHandle}`, source, sourceHandle, target })),
    ),
  }
}
