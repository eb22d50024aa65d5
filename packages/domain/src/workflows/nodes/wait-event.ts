import { defineNode } from './definition.ts'

export const waitEvent = defineNode({
  type: 'wait-event',
  class: 'control',
  domain: 'workflows',
  handles: () => ({ required: ['received', 'timed-out'] }),
})
