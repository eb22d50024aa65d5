import { accounts, jwks, users, verifications } from './schema.ts'
import { sessions } from './sessions-schema.ts'

/** Our tables under the names better-auth asks for. */
export const authTables = { user: users, session: sessions, account: accounts, verification: verifications, jwks }
