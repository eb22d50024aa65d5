import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from './checkout.ts'
import type { Provider } from './ready.ts'

type Summary = {
  readonly places: readonly (readonly [name: string, place: string])[]
  readonly providers: readonly Provider[]
  /** Whether the demo company was filled in: only then can its people sign in. */
  readonly demo: boolean
}

export const summaryOf = ({ places, providers, demo }: Summary): string => {
  const accounts = demo ? readDemoAccounts() : []
  return [
    `\n${table(places)}`,
    ...(accounts.length > 0 ? [`\nSign in as\n${table(accounts)}`] : []),
    ...(providers.length > 0 ? [`\nProviders\n${table(providers.map(({ slot, mode, note }) => [slot, mode, note]))}`] : []),
    '\nCtrl-C stops everything. Logs are in .mas/log.',
  ].join('\n')
}

/** Written by whoever writes the seed; without a seed there is nobody to sign in as. */
const readDemoAccounts = (): string[][] => {
  const file = join(checkout, 'tooling', 'seed', 'demo-accounts.json')
  if (!existsSync(file)) return []
  const accounts: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(accounts) || !accounts.every(isAccount)) throw new Error(`${file} is not a list of { role, email, password }`)
  return accounts.map(({ role, email, password }) => [role, email, password])
}

type DemoAccount = { readonly role: string; readonly email: string; readonly password: string }

const isAccount = (value: unknown): value is DemoAccount =>
  typeof value === 'object' &&
  value !== null &&
  'role' in value &&
  typeof value.role === 'string' &&
  'email' in value &&
  typeof value.email === 'string' &&
  'password' in value &&
  typeof value.password === 'string'

const table = (rows: readonly (readonly string[])[]): string => {
  const widths: number[] = []
  for (const row of rows) for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length)
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()).join('\n')
}
