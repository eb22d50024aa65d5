import type { ProgramNode } from '@mas/contracts/workflows'
import { checkTrigger } from './check-trigger.ts'
import { checkSubWorkflow } from './check-sub-workflow.ts'
import type { ReadNode, Reading, Report } from './compile-graph.ts'
import { checkCalendar, checkDuration, checkSpan, checkUntil, checkWindow, daysOf } from './check-waits.ts'
import { urlProblem } from './url-rules.ts'

/** What is wrong with the settings of one node, beyond their types. */
export function checkNode(reading: Reading, { id, node }: ReadNode, report: Report): void {
  const here = (code: Parameters<Report>[0], path: string, detail: string) => report(code, detail, { nodeId: id, path })
  switch (node.type) {
    case 'trigger':
      return checkTrigger(reading, node, here)
    case 'wait-duration':
      return checkDuration(node, reading.installation, here)
    case 'wait-until':
      return checkUntil(node, reading.installation, here)
    case 'wait-window':
      return checkWindow(node, reading.installation, here)
    case 'wait-event':
      return checkSpan(node.data.timeout, '/timeout', here)
    case 'send-email':
    case 'send-whatsapp':
    case 'send-sms':
      if (node.data.waitFor !== undefined && node.data.timeout === undefined)
        here('wrong-type', '/timeout', 'waiting for an outcome needs a time-out')
      if (node.data.timeout !== undefined) checkSpan(node.data.timeout, '/timeout', here)
      return checkTemplate(reading, node, here)
    case 'ai-call':
      checkSpan(node.data.timeout, '/timeout', here)
      return checkTemplate(reading, node, here)
    case 'branch':
      return checkNames(node.data.branches, 'else', '/branches', here)
    case 'split':
      return checkSplit(node, here)
    case 'task':
      checkCalendar(node.data.calendar, reading.installation, here)
      return checkTask(node, here)
    case 'call-webhook':
      return checkWebhook(node, here)
    case 'sub-workflow':
      checkSpan(node.data.timeout, '/timeout', here)
      return checkSubWorkflow(reading, node, here)
    case 'goal':
      return checkOccasion(node.data, '', here)
    case 'exit':
      return node.data.when === undefined ? undefined : checkOccasion(node.data.when, '/when', here)
    default:
      return undefined
  }
}

/** Reports a problem of the node at hand. */
export type Here = (code: Parameters<Report>[0], path: string, detail: string) => void
type Of<T extends ProgramNode['type']> = Extract<ProgramNode, { type: T }>

const channels = { 'send-email': 'email', 'send-whatsapp': 'whatsapp', 'send-sms': 'sms', 'ai-call': 'call' } as const

function checkTemplate({ installation }: Reading, node: Of<'send-email' | 'send-whatsapp' | 'send-sms' | 'ai-call'>, here: Here): void {
  const [key, name] = node.type === 'ai-call' ? ['/prompt', node.data.prompt] : ['/template', node.data.template]
  const needed = installation.templateVariables(channels[node.type], name)
  if (needed === undefined) return here('template-unknown', key, `there is no ${channels[node.type]} template ${name}`)
  for (const variable of needed)
    if (!Object.hasOwn(node.data.variables, variable))
      here('template-variable-unbound', `/variables/${variable}`, `${name} needs ${variable}`)
}

function checkNames(outputs: readonly { readonly handle: string }[], reserved: string, path: string, here: Here): void {
  const taken = new Set([reserved])
  for (const [index, { handle }] of outputs.entries()) {
    if (taken.has(handle)) here('double-edge', `${path}/${index}/handle`, `the output ${handle} exists already`)
    taken.add(handle)
  }
}

function checkSplit({ data }: Of<'split'>, here: Here): void {
  checkNames(data.arms, 'holdout', '/arms', here)
  const sum = data.arms.reduce((total, { weight }) => total + weight, data.holdout ?? 0)
  if (sum !== 10_000) here('weights-not-10000', '/arms', `the weights add up to ${sum}`)
}

function checkTask({ data }: Of<'task'>, here: Here): void {
  const days = [data.due, ...data.escalations.map(({ due }) => due)].reduce((sum, due) => sum + daysOf(due), 0)
  if (days > 400) here('wait-too-long', '/due', `with its escalations it is open for up to ${Math.ceil(days)} days`)
  if (data.kind === 'task' && data.needed > 1) here('wrong-type', '/needed', 'only approvals are decided by several people')
  const names = new Set<string>()
  for (const [index, { name, type, choices }] of data.form.entries()) {
    if (names.has(name)) here('wrong-type', `/form/${index}/name`, `there is a field ${name} already`)
    if ((type === 'choice') !== (choices !== undefined && choices.length > 0))
      here('wrong-type', `/form/${index}/choices`, 'a choice, and nothing else, lists what to choose from')
    names.add(name)
  }
}

function checkWebhook({ data }: Of<'call-webhook'>, here: Here): void {
  const problem = urlProblem(data.url)
  if (problem !== undefined) here('url-not-allowed', '/url', problem)
  for (const [name, value] of Object.entries(data.headers)) {
    if (ownHeaders.test(name)) here('wrong-type', `/headers/${name}`, `${name} is set by the call itself`)
    // A line break would begin a header of its own, and the call would be refused each time.
    if (!printable.test(value)) here('wrong-type', `/headers/${name}`, 'a header is one line of printable ASCII')
  }
}
const ownHeaders =
  /^(host|content-length|content-type|transfer-encoding|connection|upgrade|te|trailer|expect|keep-alive|proxy-.*|idempotency-key|webhook-(id|timestamp|signature))$/i
const printable = /^[\x20-\x7e]*$/

function checkOccasion(
  { event, condition, where }: { event?: unknown; condition?: unknown; where?: unknown },
  path: string,
  here: Here,
): void {
  if (event === undefined && condition === undefined) here('wrong-type', path, 'an event or a condition is needed')
  if (event === undefined && where !== undefined) here('wrong-type', `${path}/where`, 'where belongs to an event')
}
