import type { Graph, Issue } from '@mas/contracts/workflows'
import { eventCatalogue } from '../catalogue/events.ts'
import { fieldsOfSchema } from '../catalogue/event-fields.ts'
import { compileGraph } from './compile-graph.ts'
import type { Child, Installation } from './installation.ts'

export const child = '018f3c00-0000-7000-8000-00000000c001'

/** An installation that has every type of node, the events there are and two that belong to domains of other products. */
export function everything(children: Readonly<Record<string, Child>> = {}, above = 0): Installation {
  return {
    hasNode: () => true,
    eventFields: (name, subject) => {
      if (name === 'admissions.application-paid')
        return [{ key: 'event.amountPaise', type: 'money', describe: '', history: true, access: 'read-only' }]
      if (name === 'whatsapp.message-received')
        return [{ key: 'event.text', type: 'text', describe: '', history: true, access: 'read-only' }]
      const entry = eventCatalogue.get(name)
      return entry?.subjectTypes.includes(subject) === true ? fieldsOfSchema(entry.schema) : undefined
    },
    templateVariables: (_channel, name) => (name === 'hello' ? ['name'] : name === 'plain' ? [] : undefined),
    hasSecret: (name) => name === 'PARTNER',
    hasSegment: (id) => id === 'known',
    hasCalendar: (name) => name === 'india',
    now: new Date('2026-11-23T04:30:00.000Z'),
    child: (id) => children[id],
    above,
  }
}

export type Node = readonly [id: string, type: string, data?: Record<string, unknown>]
/** `a:handle>b`, `a>b`. */
export type Edge = string

/** Draws a graph in one line per node and edge. */
export function draw(nodes: readonly Node[], edges: readonly Edge[]): Graph {
  return {
    nodes: nodes.map(([id, type, data = {}], index) => ({ id, type, position: { x: index * 100, y: 0 }, data })),
    edges: edges.map((edge, index) => {
      const [from = '', target = ''] = edge.split('>')
      const [source = '', sourceHandle] = from.split(':')
      return { id: `e${index}`, source, target, ...(sourceHandle !== undefined && { sourceHandle }) }
    }),
  }
}

export const onDemand: Node = ['n1', 'trigger', { triggers: [{ kind: 'on-demand' }] }]
export const done: Node = ['end', 'exit', { outcome: 'done' }]

export function issuesOf(graph: Graph, installation = everything(), workflowId?: string): Issue[] {
  return compileGraph(graph, 'lead', installation, workflowId).issues
}

/** The graph of the acceptance: a new lead is called after ten minutes, and so on until somebody paid. */
export const graphG = draw(
  [
    ['n1', 'trigger', { triggers: [{ kind: 'event', name: 'leads.lead-created' }] }],
    ['n2', 'wait-duration', { amount: 10, unit: 'minutes' }],
    ['n3', 'ai-call', { prompt: 'plain', consentClass: 'service' }],
    ['n4', 'task', { title: 'Call back', due: { amount: 24, unit: 'hours' } }],
    ['n5', 'send-whatsapp', { template: 'plain', consentClass: 'service' }],
    ['n6', 'wait-event', { event: 'whatsapp.message-received', timeout: { amount: 2, unit: 'days' } }],
    ['n7', 'tag', { tag: 'engaged' }],
    ['n8', 'send-email', { template: 'plain', consentClass: 'service' }],
    ['n9', 'exit', { outcome: 'done' }],
    ['n10', 'goal', { event: 'admissions.application-paid' }],
  ],
  [
    'n1>n2',
    'n2>n3',
    'n3:hot>n4',
    'n3:warm>n5',
    ...['cold', 'not-reached', 'refused', 'timed-out'].map((handle) => `n3:${handle}>n8`),
    'n4:done>n9',
    'n4:timed-out>n8',
    'n5:sent>n6',
    'n5:refused>n6',
    'n6:received>n7',
    'n6:timed-out>n8',
    'n7:done>n9',
    'n7:refused>n9',
    'n8:sent>n9',
    'n8:refused>n9',
  ],
)
