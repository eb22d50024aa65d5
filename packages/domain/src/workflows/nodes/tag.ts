import { defineNode } from './definition.ts'

export const tag = defineNode({
  type: 'tag',
  class: 'verb',
  domain: 'leads',
  subjects: ['lead'],
  handles: () => ({ required: ['done', 'refused'] }),
})
