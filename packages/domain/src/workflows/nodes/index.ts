import type { NodeType } from '@mas/contracts/workflows'
import { aiCall } from './ai-call.ts'
import { assign } from './assign.ts'
import { branch } from './branch.ts'
import { callWebhook } from './call-webhook.ts'
import type { NodeDefinition } from './definition.ts'
import { exit } from './exit.ts'
import { goal } from './goal.ts'
import { sendEmail } from './send-email.ts'
import { sendSms } from './send-sms.ts'
import { sendWhatsapp } from './send-whatsapp.ts'
import { split } from './split.ts'
import { subWorkflow } from './sub-workflow.ts'
import { tag } from './tag.ts'
import { task } from './task.ts'
import { trigger } from './trigger.ts'
import { updateField } from './update-field.ts'
import { waitDuration } from './wait-duration.ts'
import { waitEvent } from './wait-event.ts'
import { waitUntil } from './wait-until.ts'
import { waitWindow } from './wait-window.ts'

/** Every type of node there can be, wired to a domain of this installation or not. */
export const nodeDefinitions: { readonly [T in NodeType]: NodeDefinition<T> } = {
  trigger,
  'wait-duration': waitDuration,
  'wait-until': waitUntil,
  'wait-window': waitWindow,
  'wait-event': waitEvent,
  'send-email': sendEmail,
  'send-whatsapp': sendWhatsapp,
  'send-sms': sendSms,
  'ai-call': aiCall,
  branch,
  split,
  'update-field': updateField,
  tag,
  assign,
  task,
  'call-webhook': callWebhook,
  'sub-workflow': subWorkflow,
  goal,
  exit,
}

/** Domains of this installation that carry out steps: a node of any other is refused by name when it is published. */
export const installedDomains: ReadonlySet<string> = new Set(['workflows', 'leads', 'notifications', 'webhooks'])
