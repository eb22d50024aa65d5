import type { Db, Tx } from '@mas/db'
import { authTables } from '@mas/db/identity'
import { newId, type Clock, type KeyRing } from '@mas/kernel'
import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import { betterAuth } from 'better-auth/minimal'
import { jwt, type JwtOptions } from 'better-auth/plugins/jwt'
import type { Passwords } from './passwords.ts'

interface Parts {
  readonly db: Db
  readonly clock: Clock
  readonly keys: KeyRing
  readonly publicUrl: string
  readonly passwords: Passwords
  /** Has better-auth compare our tables with what it needs; a test does, a running process need not. */
  readonly checkTables?: boolean
}

export const jwtOptions = { jwks: { keyPairConfig: { alg: 'EdDSA', crv: 'Ed25519' } } } as const satisfies JwtOptions
const text = { type: 'string', required: false } as const
const instant = { type: 'date', required: false } as const

/** The one better-auth instance of a process. It does nothing until it is asked, and its router is never mounted. */
export function openLibrary({ db, clock, keys, publicUrl, passwords, checkTables = false }: Parts) {
  const adapterOver = (connection: Db | Tx) => drizzleAdapter(connection, { provider: 'pg', schema: authTables, transaction: false })
  const auth = betterAuth({
    baseURL: publicUrl,
    // The first one seals; the others open what an earlier root sealed.
    secrets: keys.macs('better-auth', 'secret').map(({ version, mac }) => ({ version, value: Buffer.from(mac).toString('base64') })),
    database: adapterOver(db),
    telemetry: { enabled: false },
    logger: { disabled: true },
    rateLimit: { enabled: false },
    plugins: [jwt(jwtOptions)],
    advanced: { database: { generateId: () => newId(clock.now().getTime()), validateSchema: checkTables } },
    emailAndPassword: {
      enabled: true,
      password: { hash: passwords.hash, verify: async ({ password, hash }) => (await passwords.verify(password, hash)).matches },
    },
    user: {
      fields: { name: 'fullName', image: 'photoFileId' },
      additionalFields: {
        emailVerifiedAt: instant,
        phone: text,
        phoneVerifiedAt: instant,
        role: text,
        state: text,
        signupPlatform: text,
        signupIp: text,
        signupUserAgent: text,
      },
    },
    session: {
      fields: { expiresAt: 'absoluteExpiresAt' },
      additionalFields: {
        platform: text,
        method: text,
        amr: { type: 'string[]', required: false },
        deviceId: text,
        authenticatedAt: instant,
        factorAt: instant,
        idleExpiresAt: instant,
      },
    },
  })
  return { auth, adapterOver }
}
export type Library = ReturnType<typeof openLibrary>
