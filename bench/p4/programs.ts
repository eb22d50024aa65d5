const trigger = (next: string) => ({ type: 'trigger', data: { triggers: [{ kind: 'on-demand' }] }, next: { next } })
const exit = { type: 'exit', data: { outcome: 'done' }, next: {} }

/** `steps` nodes in a row, trigger and exit among them; those between are decided by a fact of the person. */
export function chain(steps: number): Record<string, unknown> {
  return row(steps, near)
}

/** The same nodes, entered by an event. */
export function startedBy(name: string, nodes: Record<string, unknown>): Record<string, unknown> {
  return { ...nodes, n1: { ...Object(nodes['n1']), data: { triggers: [{ kind: 'event', name }] } } }
}

/** The same length, but every node between writes the person's record by the verb of its domain: a transaction each. */
export function writes(steps: number): Record<string, unknown> {
  return row(steps, (next, n) => ({
    type: 'update-field',
    data: { field: 'lead.college', value: `College ${n}` },
    next: { done: next, refused: next },
  }))
}

/** Of ten steps seven are decided, two hand a mail over, one puts a tag on. */
export function standardMix(): Record<string, unknown> {
  return row(10, (next, n) => {
    if (n === 3 || n === 6)
      return {
        type: 'send-email',
        data: {
          template: 'lead-message',
          consentClass: 'service',
          variables: { subject: `Mail ${n}`, message: 'We meet on Monday at ten.' },
        },
        next: { sent: next, refused: 'refused' },
      }
    if (n === 8) return { type: 'tag', data: { tag: 'met' }, next: { done: next, refused: 'refused' } }
    return near(next)
  })
}

const near = (next: string) => ({
  type: 'branch',
  data: { branches: [{ handle: 'near', when: { field: 'lead.city', op: 'eq', value: 'Pune' } }] },
  next: { near: next, else: next },
})

function row(steps: number, between: (next: string, n: number) => unknown): Record<string, unknown> {
  const nodes: Record<string, unknown> = {
    n1: trigger(steps === 2 ? 'end' : 'n2'),
    end: exit,
    refused: { ...exit, data: { outcome: 'refused' } },
  }
  for (let n = 2; n < steps; n++) nodes[`n${n}`] = between(n === steps - 1 ? 'end' : `n${n + 1}`, n)
  return nodes
}

/** Sleeps until an instant that its cursor says. */
export const sleeper = sleeperAt('n2')
export function sleeperAt(nodeId: string): Record<string, unknown> {
  return { n1: trigger(nodeId), [nodeId]: { type: 'wait-duration', data: { amount: 30, unit: 'days' }, next: { next: 'end' } }, end: exit }
}
