/** OWASP's first choice for Argon2id; written into every hash. */
const cost = { memoryCost: 19_456, timeCost: 2 } as const

export interface Hasher {
  hash(password: string): Promise<string>
  /** Argon2, or bcrypt where the hash says so. */
  verify(password: Uint8Array, stored: string): Promise<boolean>
}
/** The same on the very thread that asks, which waits for it. */
export interface BlockingHasher {
  hash(password: string): string
  verify(password: Uint8Array, stored: string): boolean
}

/** Bun hashes by itself; Node by libraries that do the same work on its thread pool. Hashes of one verify on the other. */
export function hasherHere(): Promise<Hasher> {
  return (chosen ??= typeof Bun === 'undefined' ? onNode() : Promise.resolve(onBun))
}
let chosen: Promise<Hasher> | undefined

const onBun: Hasher = {
  hash: (password) => Bun.password.hash(password, { algorithm: 'argon2id', ...cost }),
  verify: (password, stored) => Bun.password.verify(password, stored).catch(matchesNothing),
}

/** Loaded on Node alone: on Bun nobody waits for native code that is not used. */
async function onNode(): Promise<Hasher> {
  const { argon2, bcrypt } = await nodeLibraries()
  return {
    hash: (password) => argon2.hash(password, { ...cost, parallelism: 1 }),
    verify: (password, stored) =>
      (stored.startsWith('$2') ? bcrypt.verify(password, stored) : argon2.verify(stored, password)).catch(matchesNothing),
  }
}

export async function blockingHasherHere(): Promise<BlockingHasher> {
  if (typeof Bun !== 'undefined')
    return {
      hash: (password) => Bun.password.hashSync(password, { algorithm: 'argon2id', ...cost }),
      verify: (password, stored) => orNothing(() => Bun.password.verifySync(password, stored)),
    }
  const { argon2, bcrypt } = await nodeLibraries()
  return {
    hash: (password) => argon2.hashSync(password, { ...cost, parallelism: 1 }),
    verify: (password, stored) =>
      orNothing(() => (stored.startsWith('$2') ? bcrypt.verifySync(password, stored) : argon2.verifySync(stored, password))),
  }
}

async function nodeLibraries() {
  const [argon2, bcrypt] = await Promise.all([import('@node-rs/argon2'), import('@node-rs/bcrypt')])
  return { argon2, bcrypt }
}

function orNothing(compare: () => boolean): boolean {
  try {
    return compare()
  } catch (thrown) {
    return matchesNothing(thrown)
  }
}

/** A stored text that is no hash at all (a row edited by hand) lets nobody in, and is no fault of whoever signs in. */
function matchesNothing(thrown: unknown): false {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  if (code.startsWith('PASSWORD_') || code === 'InvalidArg') return false
  throw thrown
}
