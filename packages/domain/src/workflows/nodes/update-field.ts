import { defineNode } from './definition.ts'

export const updateField = defineNode({
  type: 'update-field',
  class: 'verb',
  domain: 'leads',
  subjects: ['lead'],
  handles: () => ({ required: ['done', 'refused'] }),
})
