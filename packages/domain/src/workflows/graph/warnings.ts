import { fieldIn } from '@mas/contracts/core'
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
