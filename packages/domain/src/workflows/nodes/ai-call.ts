import { defineNode } from './definition.ts'

export const aiCall = defineNode({
  type: 'ai-call',
  class: 'effect',
  domain: 'voice',
  handles: () => ({ required: ['hot', 'warm', 'cold', 'not-reached', 'refused', 'timed-out'], optional: ['late', 'unknown'] }),
})
