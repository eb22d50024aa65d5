import { defineNode } from './definition.ts'

export const waitUntil = defineNode({ type: 'wait-until', class: 'control', domain: 'workflows', handles: () => ({ required: ['next'] }) })
