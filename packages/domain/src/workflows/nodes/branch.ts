import { defineNode } from './definition.ts'

export const branch = defineNode({
  type: 'branch',
  class: 'control',
  domain: 'workflows',
  handles: ({ branches }) => ({ required: [...branches.map(({ handle }) => handle), 'else'] }),
})
