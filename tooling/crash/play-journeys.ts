import type { Edge } from './edge.ts'
import type { Findings } from './findings.ts'
import type { Session } from './session.ts'

export interface Person {
  readonly leadId: string
  readonly email: string
}
/** All people sent through one workflow of their own. */
export interface Wave {
  readonly workflowId: string
  readonly name: string
}
/** Nodes that each person leaves: none of them is a matter of chance. */
export const journeySteps = 7
export const journeyMails = ['first', 'second'] as const

/** People of our own, with addresses that nobody else has. */
export async function capturePeople(edge: Edge, head: Session, count: number): Promise<Person[]> {
  const people: Person[] = []
  for (let n = 0; n < count; n++) {
    const email = `traveller-${n}@crash.example`
    const requestId = Bun.randomUUIDv7()
    const { leadId } = await edge.call({ ...head.caller, key: requestId }, 'capture lead', (mas) =>
      mas.leads.captureLead.mutate({
        fullName: `Traveller ${n}`,
        phones: [`+918${String(n).padStart(9, '0')}`],
        emails: [email],
        requestId,
      }),
    )
    if (leadId === undefined) throw new Error('a captured lead is out of the reach of who captured it')
    people.push({ leadId, email })
  }
  return people
}

/** One workflow, drawn, published and entered by everybody; its two waits end some seconds from now. */
export async function startWave(edge: Edge, admin: Session, people: readonly Person[], serial: number, findings: Findings): Promise<Wave> {
  const name = `wave ${serial}`
  const call = <T>(what: string, work: Parameters<typeof edge.call<T>>[2]): Promise<T> =>
    edge.call({ ...admin.caller, key: crypto.randomUUID() }, what, work)
  const { workflowId } = await call('create workflow', (mas) =>
    mas.workflows.createWorkflow.mutate({ key: `wave-${serial}`, name, subjectType: 'lead', graph: drawn(name) }),
  )
  await call('publish', (mas) => mas.workflows.publish.mutate({ workflowId }))
  const requestId = crypto.randomUUID()
  await call('enrol many', (mas) =>
    mas.workflows.enrolMany.mutate({ workflowId, requestId, subjectIds: people.map(({ leadId }) => leadId) }),
  )
  findings.count('people sent on their way', people.length)
  return { workflowId, name }
}

function drawn(name: string) {
  const at = (seconds: number) => ({ at: new Date(Date.now() + seconds * 1_000).toISOString() })
  const mail = (which: string) => ({
    template: 'lead-message',
    consentClass: 'service',
    variables: { subject: `${name}, ${which}`, message: 'We meet on Monday at ten.' },
  })
  const nodes: readonly (readonly [id: string, type: string, data: object])[] = [
    ['n1', 'trigger', { triggers: [{ kind: 'on-demand' }] }],
    ['n2', 'wait-until', at(4)],
    ['n3', 'send-email', mail('first')],
    ['n4', 'update-field', { field: 'lead.college', value: name }],
    ['n5', 'wait-until', at(10)],
    ['n6', 'send-email', mail('second')],
    ['n7', 'exit', { outcome: 'done' }],
    ['refused', 'exit', { outcome: 'refused' }],
  ]
  const edges: readonly (readonly [source: string, sourceHandle: string, target: string])[] = [
    ['n1', 'next', 'n2'],
    ['n2', 'next', 'n3'],
    ['n3', 'sent', 'n4'],
    ['n3', 'refused', 'refused'],
    ['n4', 'done', 'n5'],
    ['n4', 'refused', 'refused'],
    ['n5', 'next', 'n6'],
    ['n6', 'sent', 'n7'],
    ['n6', 'refused', 'refused'],
  ]
  return {
    nodes: nodes.map(([id, type, data], n) => ({ id, type, data, position: { x: 0, y: n * 100 } })),
    edges: edges.map(([source, sourceHandle, target], n) => ({ id: `e${n}`, source, sourceHandle, target })),
  }
}
