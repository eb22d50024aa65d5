import { defineNode } from './definition.ts'

export const waitDuration = defineNode({
  type: 'wait-duration',
  class: 'control',
  domain: 'workflows',
  handles: () => ({ required: ['next'] }),
})
