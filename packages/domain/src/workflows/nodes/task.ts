import { defineNode } from './definition.ts'

export const task = defineNode({
  type: 'task',
  class: 'effect',
  domain: 'workflows',
  handles: ({ kind }) => ({ required: kind === 'approval' ? ['approved', 'rejected', 'timed-out'] : ['done', 'timed-out'] }),
})
