import { defineConfig } from 'drizzle-kit'

// Only generates SQL; our own runner applies it (docs/decisions).
export default defineConfig({
  dialect: 'postgresql',
  schema: ['./packages/db/src/*/schema.ts', './packages/db/src/*/*-schema.ts'],
  out: './packages/db/migrations',
})
