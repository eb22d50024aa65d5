import { defineNode } from './definition.ts'
import { sendHandles } from './send-handles.ts'

export const sendSms = defineNode({ type: 'send-sms', class: 'effect', domain: 'telephony', handles: sendHandles })
