import { defineNode } from './definition.ts'

export const exit = defineNode({ type: 'exit', class: 'finish', domain: 'workflows', handles: () => ({ required: [] }) })
