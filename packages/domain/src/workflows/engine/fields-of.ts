import type { Condition, FieldTest } from '@mas/contracts/core'
import type { ProgramNode } from '@mas/contracts/workflows'
import type { Json } from './state.ts'

/** Every comparison inside a condition, with its place as a JSON pointer. */
export function testsWithin(condition: Condition, path = ''): { test: FieldTest; path: string }[] {
  if ('field' in condition) return [{ test: condition, path }]
  const [key, members] =
    'all' in condition
      ? (['all', condition.all] as const)
      : 'any' in condition
        ? (['any', condition.any] as const)
        : (['not', condition.not] as const)
  return members.flatMap((member, index) => testsWithin(member, `${path}/${key}/${index}`))
}

/** Conditions of a node, with their places, and the event whose data `event.*` means there (undefined: the trigger's). */
export function conditionsOf(node: ProgramNode): { condition: Condition; path: string; event?: string | undefined }[] {
  switch (node.type) {
    case 'trigger':
      return node.data.triggers.flatMap((trigger, index) =>
        trigger.kind === 'event' && trigger.where !== undefined
          ? [{ condition: trigger.where, path: `/triggers/${index}/where`, event: trigger.name }]
          : [],
      )
    case 'wait-event':
      return node.data.where === undefined ? [] : [{ condition: node.data.where, path: '/where', event: node.data.event }]
    case 'branch':
      return node.data.branches.map(({ when }, index) => ({ condition: when, path: `/branches/${index}/when` }))
    case 'goal':
      return occasion(node.data, '')
    case 'exit':
      return node.data.when === undefined ? [] : occasion(node.data.when, '/when')
    default:
      return []
  }
}

function occasion(of: { event?: string | undefined; where?: Condition | undefined; condition?: Condition | undefined }, path: string) {
  return [
    ...(of.where === undefined ? [] : [{ condition: of.where, path: `${path}/where`, event: of.event }]),
    ...(of.condition === undefined ? [] : [{ condition: of.condition, path: `${path}/condition` }]),
  ]
}

/** Values of a node that are read from fields when the step is taken, with their places. */
export function referencesOf(node: ProgramNode): { field: string; path: string }[] {
  switch (node.type) {
    case 'wait-until':
      return node.data.field === undefined ? [] : [{ field: node.data.field, path: '/field' }]
    case 'send-email':
    case 'send-whatsapp':
    case 'send-sms':
    case 'ai-call':
      return ofValues(node.data.variables, '/variables')
    case 'update-field':
      return ofValues({ value: node.data.value }, '')
    case 'sub-workflow':
      return ofValues(node.data.input, '/input')
    case 'call-webhook':
      return [...placeholdersOf(node.data.url, '/url'), ...placeholdersOf(node.data.body, '/body')].filter(
        ({ field }) => !field.startsWith('secret.'),
      )
    default:
      return []
  }
}

function ofValues(values: Readonly<Record<string, unknown>>, path: string) {
  return Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && 'field' in value && typeof value.field === 'string'
      ? [{ field: value.field, path: `${path}/${name}` }]
      : [],
  )
}

/** `{{lead.city}}` inside the texts of a JSON template. */
export function placeholdersOf(template: Json, path: string): { field: string; path: string }[] {
  if (typeof template === 'string') return [...template.matchAll(placeholder)].map(([, name = '']) => ({ field: name, path }))
  if (typeof template !== 'object' || template === null) return []
  return Object.entries(template).flatMap(([key, member]) => placeholdersOf(member, `${path}/${key}`))
}
export const placeholder = /\{\{\s*([a-zA-Z][\w.-]*)\s*\}\}/g

/** Fields of the subject that a step of this node reads. */
export function fieldsOfNode(node: ProgramNode): string[] {
  const tested = conditionsOf(node).flatMap(({ condition }) => testsWithin(condition).map(({ test }) => test.field))
  return [...tested, ...referencesOf(node).map(({ field }) => field)].filter((name) => /^(lead|user|candidate)\./.test(name))
}
