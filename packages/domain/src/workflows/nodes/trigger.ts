import { defineNode } from './definition.ts'

export const trigger = defineNode({ type: 'trigger', class: 'entry', domain: 'workflows', handles: () => ({ required: ['next'] }) })
