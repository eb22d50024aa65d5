import { defineNode } from './definition.ts'

export const assign = defineNode({
  type: 'assign',
  class: 'verb',
  domain: 'sales',
  subjects: ['lead'],
  handles: () => ({ required: ['done', 'refused'] }),
})
