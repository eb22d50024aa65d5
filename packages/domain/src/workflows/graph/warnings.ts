import { fieldIn, membersOf, type Condition } from '@mas/contracts/core'
import { subjectFields, warningCodes, type Issue, type ProgramNode, type WarningCode } from '@mas/contracts/workflows'
import { conditionsOf, fieldsOfNode, testsWithin } from '../engine/fields-of.ts'
import type { Reading } from './compile-graph.ts'

/** What deserves a look and stops nobody. */
export function warningsOf({ nodes, subject }: Reading): Issue[] {
  const warnings: Issue[] = []
  const warn = (code: WarningCode, nodeId: string, path?: string, detail: string = warningCodes[code]) =>
    warnings.push({ code, nodeId, ...(path !== undefined && { path }), detail })
  const hasGoal = [...nodes.values()].some(({ type }) => type === 'goal')
  for (const [id, node] of nodes) {
    if (node.type === 'send-email' || node.type === 'send-whatsapp' || node.type === 'send-sms' || node.type === 'ai-call') {
      const { consentClass } = node.data
      if (consentClass === undefined) warn('no-consent-class', id, '/consentClass')
      if (!hasGoal && (consentClass ?? 'promotional') === 'promotional') warn('promotional-without-goal', id)
    }
    if (node.type === 'trigger')
      for (const [index, trigger] of node.data.triggers.entries())
        if (trigger.kind === 'schedule' && trigger.segmentId === undefined) warn('starts-nobody', id, `/triggers/${index}`)
    if (endsEverybody(node)) warn('always-met', id, node.type === 'exit' ? '/when/condition' : '/condition')
    const today = fieldsOfNode(node).filter((name) => fieldIn(subjectFields[subject], name)?.history === false)
    for (const name of new Set(today)) warn('no-history', id, placeOf(node, name), `${name}: ${warningCodes['no-history']}`)
  }
  return warnings
}

function placeOf(node: ProgramNode, field: string): string | undefined {
  return conditionsOf(node)
    .flatMap(({ condition, path }) => testsWithin(condition, path))
    .find(({ test }) => test.field === field)?.path
}

/** A goal or exit whose condition asks nothing. */
function endsEverybody(node: ProgramNode): boolean {
  const condition = node.type === 'goal' ? node.data.condition : node.type === 'exit' ? node.data.when?.condition : undefined
  return condition !== undefined && settled(condition) === true
}

/** What a condition says of everybody, where it says the same of everybody. */
function settled(condition: Condition): boolean | undefined {
  if ('field' in condition) return undefined
  const members = membersOf(condition).map(settled)
  if ('all' in condition) return members.includes(false) ? false : members.every((one) => one === true) ? true : undefined
  const any = members.includes(true) ? true : members.every((one) => one === false) ? false : undefined
  return 'any' in condition || any === undefined ? any : !any
}
