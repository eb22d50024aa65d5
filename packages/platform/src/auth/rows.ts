import type { Tx } from '@mas/db'
import type { AuthRows } from '@mas/kernel'
import { runWithTransaction } from '@better-auth/core/context'
import type { Library } from './library.ts'

/**
 * better-auth's own writes inside our transaction: its adapter is bound to `tx`, so what it writes rolls back with
 * the verb. Every instant is ours; its defaults come from the machine's clock.
 */
export function authRows({ auth, adapterOver }: Library, tx: Tx): AuthRows {
  const within = async <T>(work: (writes: Writes) => Promise<T>): Promise<T> => {
    const { internalAdapter, options } = await auth.$context
    return runWithTransaction(adapterOver(tx)(options), () => work(internalAdapter))
  }
  return {
    createUser: ({ at, fullName, email, platform, ip, userAgent, emailVerifiedAt, ...rest }) =>
      within(async (writes) => {
        const user = {
          ...rest,
          name: fullName,
          email: mayLack(email),
          emailVerified: emailVerifiedAt !== null,
          emailVerifiedAt,
          signupPlatform: platform,
          signupIp: ip,
          signupUserAgent: userAgent,
          createdAt: at,
          updatedAt: at,
        }
        return (await writes.createUser(user, { method: 'email-password' })).id
      }),
    createAccount: ({ at, passwordHash, ...account }) =>
      within(async (writes) => {
        await writes.createAccount({ ...account, password: passwordHash, createdAt: at, updatedAt: at })
      }),
    createSession: ({ at, userId, ip, absoluteExpiresAt, ...session }) =>
      within(async (writes) => {
        const row = {
          ...session,
          ipAddress: ip,
          expiresAt: absoluteExpiresAt,
          authenticatedAt: at,
          factorAt: at,
          createdAt: at,
          updatedAt: at,
        }
        return (await writes.createSession(userId, false, row, true)).id
      }),
  }
}
type Writes = Awaited<Library['auth']['$context']>['internalAdapter']

/** Its types ask for an address; a person known by phone alone has none, and its adapter stores null as it is. */
function mayLack(email: string | null): string {
  return email as string
}
