import type { Db } from '@mas/db'
import { dateSigningKey, deleteExpiredKeys, listSigningKeys, lockSigningKeys, retireSigningKeys } from '@mas/db/identity'
import { fail, type AccessClaims, type Auth, type Clock } from '@mas/kernel'
import { runWithTransaction } from '@better-auth/core/context'
import { createJwk, resolveSigningKey, signJWT, type ResolvedSigningKey } from 'better-auth/plugins/jwt'
import { decodeProtectedHeader, errors, importJWK, jwtVerify, type JWK } from 'jose'
import { z } from 'zod'
import { jwtOptions, type Library } from './library.ts'
import { verifiedTokens, type VerifyingKey } from './verified-tokens.ts'

export const accessLifeSeconds = 15 * 60
const audience = 'mas-api'
const type = 'at+jwt'
/** A key made by another process is found at once; a flood of made-up key ids is not a flood of queries. */
const lookAgainMs = 1000
const keepSigningKeyMs = 60_000

const Claims = z.object({ sub: z.uuid(), sid: z.uuid(), ep: z.int().min(0), gen: z.int().min(0), iat: z.int(), exp: z.int() })

export function accessTokens(
  library: Library,
  db: Db,
  clock: Clock,
  issuer: string,
): Pick<Auth, 'signAccess' | 'readAccess' | 'publicKeys' | 'rotateSigningKey'> {
  let signing: { key: ResolvedSigningKey; until: number } | undefined
  let verifying = new Map<string, Verifying>()
  let readAt = -Infinity
  let reading: Promise<void> | undefined
  const verified = verifiedTokens()

  const signingKey = async (): Promise<ResolvedSigningKey> => {
    if (signing !== undefined && signing.until > performance.now()) return signing.key
    if ((await listSigningKeys(db)).length === 0) await makeKey(library, db, clock.now(), (existing) => existing.length === 0)
    const newest = (await listSigningKeys(db)).at(-1)
    const key = await resolveSigningKey(await endpointOf(library), jwtOptions, newest && { signingKeyId: newest.id })
    if (key === null) throw new Error('better-auth gave no signing key')
    signing = { key, until: performance.now() + keepSigningKeyMs }
    return key
  }
  const readKeys = async (): Promise<void> => {
    const found = await listSigningKeys(db)
    verifying = new Map(
      await Promise.all(
        found.map(async (row) => [row.id, { key: await importJWK(jwkOf(row.publicKey), 'EdDSA'), until: row.expiresAt }] as const),
      ),
    )
    // Only an answer counts as having looked: while the database is away, nobody's token is called a forgery.
    readAt = performance.now()
  }
  const keyOf = async (kid: string, now: Date): Promise<VerifyingKey | undefined> => {
    const found = await lookUp(kid)
    return found === undefined || (found.until !== null && found.until <= now) ? undefined : found.key
  }
  const lookUp = async (kid: string): Promise<Verifying | undefined> => {
    const known = verifying.get(kid)
    if (known !== undefined || performance.now() - readAt < lookAgainMs) return known
    // One look serves all who ask meanwhile: a process that has just started meets many tokens at once.
    await (reading ??= readKeys().finally(() => (reading = undefined)))
    return verifying.get(kid)
  }

  return {
    signAccess: async (claims) => {
      const iat = Math.floor(claims.issuedAt.getTime() / 1000)
      const payload = {
        sub: claims.userId,
        sid: claims.sessionId,
        ep: claims.epoch,
        gen: claims.generation,
        iat,
        exp: claims.expiresAt === undefined ? iat + accessLifeSeconds : Math.floor(claims.expiresAt.getTime() / 1000),
        iss: issuer,
        aud: audience,
      }
      return signJWT(await endpointOf(library), { options: jwtOptions, payload, header: { typ: type }, resolvedKey: await signingKey() })
    },
    readAccess: async (token, now) => {
      try {
        const { kid, alg } = decodeProtectedHeader(token)
        const key = kid === undefined || alg !== 'EdDSA' ? undefined : await keyOf(kid, now)
        if (key === undefined) throw fail('identity.access-invalid')
        const known = verified.find(token, key, now)
        if (known !== undefined) return known
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['EdDSA'],
          typ: type,
          issuer,
          audience,
          currentDate: now,
          clockTolerance: 0,
          requiredClaims: ['exp', 'iat'],
        })
        const claims = Claims.parse(payload)
        verified.keep(token, { key, claims: claimsOf(claims), notAfter: claims.exp })
        return claimsOf(claims)
      } catch (thrown) {
        if (thrown instanceof errors.JWTExpired) throw fail('identity.access-expired')
        if (thrown instanceof errors.JOSEError || thrown instanceof z.ZodError || thrown instanceof TypeError)
          throw fail('identity.access-invalid')
        throw thrown
      }
    },
    rotateSigningKey: async (now, { everyMs, keepMs }) => {
      await deleteExpiredKeys(db, now)
      const due = (keys: readonly { createdAt: Date }[]) => (keys.at(-1)?.createdAt.getTime() ?? 0) <= now.getTime() - everyMs
      const rotated = await makeKey(library, db, now, due, new Date(now.getTime() + keepMs))
      if (!rotated) return false
      // A look under way may have begun before: what it finds must not pass for an answer that knows the new key.
      await Promise.allSettled([reading])
      signing = undefined
      verifying = new Map()
      readAt = -Infinity
      return true
    },
    publicKeys: async (now) => ({
      keys: (await listSigningKeys(db))
        .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
        .map((row) => ({ ...jwkOf(row.publicKey), kid: row.id, alg: 'EdDSA', use: 'sig' })),
    }),
  }
}

interface Verifying {
  readonly key: VerifyingKey
  /** A key that signs no more verifies until then. */
  readonly until: Date | null
}
type Keys = Awaited<ReturnType<typeof listSigningKeys>>

/** One process makes a key where one is due; the others wait for it and find it. The earlier ones verify until `until`. */
async function makeKey(library: Library, db: Db, now: Date, due: (keys: Keys) => boolean, until?: Date): Promise<boolean> {
  const endpoint = await endpointOf(library)
  return db.transaction(async (tx) => {
    await lockSigningKeys(tx)
    if (!due(await listSigningKeys(tx))) return false
    const { id } = await runWithTransaction(library.adapterOver(tx)(endpoint.context.options), () => createJwk(endpoint, jwtOptions))
    // The library dates it by a clock of its own.
    await dateSigningKey(tx, id, now)
    if (until !== undefined) await retireSigningKeys(tx, id, until)
    return true
  })
}

function claimsOf({ sub, sid, ep, gen, iat }: z.output<typeof Claims>): AccessClaims {
  return { userId: sub, sessionId: sid, epoch: ep, generation: gen, issuedAt: new Date(iat * 1000) }
}

/** The column holds what better-auth wrote with `JSON.stringify` of a JWK. */
function jwkOf(publicKey: string): JWK {
  return JSON.parse(publicKey) as JWK
}

type Endpoint = Parameters<typeof signJWT>[0]
/** Its signing functions read `context` alone of the endpoint they expect; there is no endpoint here, because its router is off. */
async function endpointOf({ auth }: Library): Promise<Endpoint> {
  return { context: await auth.$context } as unknown as Endpoint
}
