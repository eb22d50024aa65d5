import { defineNode } from './definition.ts'

export const callWebhook = defineNode({
  type: 'call-webhook',
  class: 'effect',
  domain: 'webhooks',
  handles: () => ({ required: ['ok', 'refused', 'failed'], optional: ['unknown'] }),
})
