import { Role } from '@mas/contracts/access'
import { z } from 'zod'
import accounts from './demo-accounts.json'

const DemoAccount = z.object({ role: Role, name: z.string(), email: z.string(), password: z.string() })
export type DemoAccount = z.infer<typeof DemoAccount>

/** People of the demo company, the administrator first. Their passwords are printed at every start. */
export const demoAccounts: readonly DemoAccount[] = z.array(DemoAccount).parse(accounts)

export function demoAccount(role: Role): DemoAccount {
  const found = demoAccounts.find((account) => account.role === role)
  if (found === undefined) throw new Error(`the demo company has no ${role}`)
  return found
}
