import { expect, test } from 'bun:test'
import { readConfig } from './config.ts'

test('without settings it serves on port 3000 from its own Postgres; empty settings count as none', () => {
  const defaults = { port: 3000, databaseUrl: undefined }
  expect(readConfig({})).toEqual(defaults)
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toEqual(defaults)
})

test('a PORT that is none is refused by name', () => {
  for (const port of ['no', '0', '70000', '80.5']) expect(() => readConfig({ PORT: port })).toThrow(`PORT is "${port}"`)
})
