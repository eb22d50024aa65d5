import { conditionIssues, fieldIn, isValueOf, type ConditionIssue, type FieldCatalogue, type FieldTest } from '@mas/contracts/core'
import { engineFields, subjectFields, type NodeOf, type ProgramNode } from '@mas/contracts/workflows'
import { conditionsOf, referencesOf, testsWithin } from '../engine/fields-of.ts'
import type { Reading, Report } from './compile-graph.ts'

/** Every field named exists where it is named, is compared as its type allows, and is written only where it may be. */
export function checkFields(reading: Reading, report: Report): void {
  const common = [...subjectFields[reading.subject], ...engineFields]
  const variables = variablesOf(reading)
  const startedBy = triggerFields(reading)
  for (const [nodeId, node] of reading.nodes) {
    for (const { event, path } of eventsOf(node))
      if (reading.installation.eventFields(event, reading.subject) === undefined)
        report('event-unknown', `there is no event ${event} about a ${reading.subject}`, { nodeId, path })
    for (const { condition, path, event } of conditionsOf(node)) {
      const news = event === undefined ? startedBy : reading.installation.eventFields(event, reading.subject)
      if (news === undefined) continue // its event is reported above
      for (const place of testsWithin(condition, path))
        for (const issue of testIssues(place.test, [...common, ...news], variables))
          report(issue.code, issue.detail, { nodeId, path: place.path })
    }
    const readable = [...common, ...startedBy]
    for (const { field, path } of referencesOf(node))
      if (fieldIn(readable, field) === undefined && !variables.has(field))
        report('unknown-field', `there is no field ${field} here`, { nodeId, path })
    if (node.type === 'update-field') checkWrite(node, nodeId, reading, readable, report)
    if (node.type === 'wait-until') checkDateField(node, nodeId, readable, report)
  }
}

/** The type of a variable is known only when a step sets it; a field that several events have is what any of them says. */
function testIssues(test: FieldTest, readable: FieldCatalogue, variables: ReadonlySet<string>): readonly ConditionIssue[] {
  if (variables.has(test.field)) return []
  const namesakes = readable.filter(({ key }) => key === test.field)
  const verdicts = namesakes.length > 1 ? namesakes.map((spec) => conditionIssues(test, [spec])) : [conditionIssues(test, readable)]
  return verdicts.find((issues) => issues.length === 0) ?? verdicts[0] ?? []
}

/** Names of events that a node waits for or starts with. */
function eventsOf(node: ProgramNode): { event: string; path: string }[] {
  const at = (event: string | undefined, path: string) => (event === undefined ? [] : [{ event, path }])
  switch (node.type) {
    case 'trigger':
      return node.data.triggers.flatMap((one, index) => (one.kind === 'event' ? at(one.name, `/triggers/${index}/name`) : []))
    case 'wait-event':
    case 'goal':
      return at(node.data.event, '/event')
    case 'exit':
      return at(node.data.when?.event, '/when/event')
    default:
      return []
  }
}

/** What `event.*` means outside of a `where`: a field of any event that starts a run. */
function triggerFields({ nodes, installation, subject }: Reading): FieldCatalogue {
  const named = [...nodes.values()].flatMap((node) => (node.type === 'trigger' ? eventsOf(node) : []))
  return named.flatMap(({ event }) => installation.eventFields(event, subject) ?? [])
}

/** Variables that some step sets. */
function variablesOf({ nodes }: Reading): ReadonlySet<string> {
  const names = [...nodes.values()].flatMap((node) => {
    if (node.type === 'call-webhook') return Object.keys(node.data.pointers)
    if (node.type === 'sub-workflow') return Object.keys(node.data.output)
    return node.type === 'task' ? node.data.form.map(({ name }) => name) : []
  })
  return new Set(names.map((name) => `vars.${name}`))
}

function checkWrite(
  { data }: NodeOf<'update-field'>,
  nodeId: string,
  { subject }: Reading,
  readable: FieldCatalogue,
  report: Report,
): void {
  const spec = fieldIn(subjectFields[subject], data.field)
  if (spec === undefined) return report('unknown-field', `there is no field ${data.field}`, { nodeId, path: '/field' })
  if (spec.access !== 'settable') return report('read-only-field', `${data.field} is not written by workflows`, { nodeId, path: '/field' })
  if (data.value === null) return undefined
  if (typeof data.value !== 'object')
    return isValueOf(spec, data.value) ? undefined : report('wrong-type', `${data.field} is a ${spec.type}`, { nodeId, path: '/value' })
  const from = fieldIn(readable, data.value.field)
  if (from !== undefined && !fitsInto(from.type, spec.type))
    report('wrong-type', `${data.value.field} is a ${from.type}, ${data.field} a ${spec.type}`, { nodeId, path: '/value' })
}

function fitsInto(from: string, into: string): boolean {
  const words = new Set(['text', 'choice', 'time', 'day', 'instant'])
  return from === into || (words.has(from) && (into === 'text' || into === 'choice'))
}

function checkDateField({ data }: NodeOf<'wait-until'>, nodeId: string, readable: FieldCatalogue, report: Report): void {
  const spec = data.field === undefined ? undefined : fieldIn(readable, data.field)
  if (spec !== undefined && spec.type !== 'instant' && spec.type !== 'day')
    report('wrong-type', `${spec.key} is a ${spec.type}, no date`, { nodeId, path: '/field' })
}
