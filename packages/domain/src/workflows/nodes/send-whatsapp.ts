import { defineNode } from './definition.ts'
import { sendHandles } from './send-handles.ts'

export const sendWhatsapp = defineNode({ type: 'send-whatsapp', class: 'effect', domain: 'whatsapp', handles: sendHandles })
