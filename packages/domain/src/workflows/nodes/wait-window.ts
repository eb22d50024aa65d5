import { defineNode } from './definition.ts'

export const waitWindow = defineNode({
  type: 'wait-window',
  class: 'control',
  domain: 'workflows',
  handles: () => ({ required: ['next'] }),
})
