import { getTableConfig } from 'drizzle-orm/pg-core'
import { readMigrations } from '../migrate/files.ts'
import { expect, test } from 'bun:test'
import { entries } from './partitioned.ts'

test('the columns named for the types are those that the hand-written migration makes', () => {
  const migration = readMigrations().find((file) => file.name.endsWith('_audit_chain'))?.sql ?? ''
  const table = /create table audit\.entries \(\n([\s\S]*?)\n\) partition/.exec(migration)?.[1] ?? ''
  const made = [...table.matchAll(/^ {2}(?!constraint|--)(\w+) \w+/gm)].map((match) => match[1] ?? '')
  expect(getTableConfig(entries).columns.map((column) => column.name)).toEqual(made)
})
