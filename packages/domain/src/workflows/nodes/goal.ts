import { defineNode } from './definition.ts'

export const goal = defineNode({ type: 'goal', class: 'finish', domain: 'workflows', handles: () => ({ required: [] }) })
