import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose'

interface SigningKey {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicJwk: JWK
}

async function newKey(): Promise<SigningKey> {
  const kid = crypto.randomUUID()
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  return { kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}

const signWith = ({ privateKey, kid }: SigningKey, claims: JWTPayload) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid }).sign(privateKey)

export type SandboxKeys = ReturnType<typeof createSandboxKeys>

/** Real RS256 keys, made when first needed: making one takes a noticeable moment. */
export function createSandboxKeys() {
  let published: Promise<readonly [SigningKey, ...SigningKey[]]> | undefined
  const current = () => (published ??= newKey().then((key) => [key] as const))
  return {
    publicSet: async () => ({ keys: (await current()).map((key) => key.publicJwk) }),
    sign: async (claims: JWTPayload) => signWith((await current())[0], claims),
    /** As Google does it: the new key signs from now on, the one before stays published for a while. */
    async rotate() {
      const [previous] = await current()
      published = newKey().then((key) => [key, previous] as const)
    },
    signUnpublished: async (claims: JWTPayload) => signWith(await newKey(), claims),
    signWeak: (claims: JWTPayload, secret: string) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(new TextEncoder().encode(secret)),
  }
}
