import { defineNode } from './definition.ts'

export const split = defineNode({
  type: 'split',
  class: 'control',
  domain: 'workflows',
  handles: ({ arms, holdout }) => ({ required: [...arms.map(({ handle }) => handle), ...(holdout === undefined ? [] : ['holdout'])] }),
})
