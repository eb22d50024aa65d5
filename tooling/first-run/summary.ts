import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkout } from './checkout.ts'
import type { Provider } from './ready.ts'

export type Summary = { readonly places: readonly (readonly [name: string, place: string])[]; readonly providers: readonly Provider[] }

export const printSummary = ({ places, providers }: Summary): void => {
  const accounts = readDemoAccounts()
  console.log(`\n${table(places)}`)
  if (accounts.length > 0) console.log(`\nSign in as\n${table(accounts)}`)
  if (providers.length > 0) console.log(`\nProviders\n${table(providers.map(({ slot, mode, note }) => [slot, mode, note]))}`)
  console.log('\nCtrl-C stops everything. Logs are in .mas/log.')
}

const readDemoAccounts = (): [string, string, string][] => {
  const file = join(checkout, 'tooling', 'seed', 'demo-accounts.json')
  if (!existsSync(file)) return []
  const accounts: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!Array.isArray(accounts)) throw new Error(`${file} is not a list`)
  return accounts.map(({ role, email, password }) => [String(role), String(email), String(password)])
}

export const table = (rows: readonly (readonly string[])[]): string => {
  const widths: number[] = []
  for (const row of rows) for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length)
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()).join('\n')
}
