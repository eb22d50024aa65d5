import type { Role } from '@mas/contracts/access'
import { z } from 'zod'
import type { Person } from './sign-in.ts'
import accounts from '../seed/demo-accounts.json'

const Accounts = z.array(z.object({ role: z.string(), email: z.string(), password: z.string() }))

/** The demo company's person with a role. */
export function demoPerson(role: Role): Person {
  const found = Accounts.parse(accounts).find((account) => account.role === role)
  if (found === undefined) throw new Error(`the demo company has no ${role}`)
  return { email: found.email, password: found.password }
}
