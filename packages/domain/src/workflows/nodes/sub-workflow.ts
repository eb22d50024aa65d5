import { defineNode } from './definition.ts'

export const subWorkflow = defineNode({
  type: 'sub-workflow',
  class: 'effect',
  domain: 'workflows',
  handles: ({ mode }) => ({
    required: mode === 'wait' ? ['finished', 'refused', 'timed-out'] : ['finished', 'refused'],
    optional: mode === 'wait' ? [] : ['timed-out'],
  }),
})
