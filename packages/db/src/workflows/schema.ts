import { pgSchema } from 'drizzle-orm/pg-core'

export const workflowsSchema = pgSchema('workflows')
