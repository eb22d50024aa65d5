import { defineNode } from './definition.ts'
import { sendHandles } from './send-handles.ts'

export const sendEmail = defineNode({ type: 'send-email', class: 'effect', domain: 'notifications', handles: sendHandles })
