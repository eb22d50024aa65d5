import { availableParallelism } from 'node:os'
import { fail } from '@mas/kernel'
import { hasherHere, type Hasher } from './hasher.ts'

/** How every hash of ours begins. */
const current = '$argon2id$v=19$m=19456,t=2,p=1$'
/** Hashes of random texts nobody knows: checked against where there is no account, so that time tells nothing. */
const decoys = {
  argon2id: '$argon2id$v=19$m=19456,t=2,p=1$7h0ChiK7URIvkHdOa60RiDu/9dNtVlu2ORmTDwsJUV4$U2AwlpXRaFLV/NCOmI/1ty1S5vBf2uiV1KSMRmDt/sA',
  bcrypt: '$2b$10$0gB3DbZxc4lXB804bHtoeOGIGfYx8wX5vUkT/1J4YtVwLO1.UXfNq',
}
/** Of those we know, and of strangers, each. */
const mostWaiting = 200
/** Each lane of its own threads costs memory, and four of them hash more than a hundred passwords a second. */
const mostLanes = 4

export interface Passwords {
  hash(password: string): Promise<string>
  verify(
    password: string,
    hash: string | undefined,
    known?: boolean,
    decoy?: keyof typeof decoys,
  ): Promise<{ matches: boolean; outdated: boolean }>
  requireRoom(known?: boolean): void
}

/**
 * Hashing on all cores but one at a time: more would only make everybody slower and fill the memory, and a flood of wrong
 * passwords must leave those who are signed in something to run on. Whoever is known does not wait behind strangers.
 */
export function passwords({
  lanes = Math.min(mostLanes, Math.max(1, availableParallelism() - 1)),
  hasher = hasherHere(),
}: { readonly lanes?: number; readonly hasher?: Hasher | Promise<Hasher> } = {}): Passwords {
  const { inTurn, requireRoom } = lane(lanes)
  return {
    requireRoom,
    hash: (password) => inTurn(async () => (await hasher).hash(password), false),
    verify: async (password, hash, known = false, decoy = 'argon2id') => {
      const stored = hash ?? decoys[decoy]
      const matches = await inTurn(async () => (await hasher).verify(bytesFor(password, stored), stored), known)
      return { matches: matches && hash !== undefined, outdated: !stored.startsWith(current) }
    },
  }
}

/** bcrypt, from which migrated hashes come, reads 72 bytes; what the runtimes make of longer passwords differs. */
function bytesFor(password: string, hash: string): Uint8Array {
  const bytes = new TextEncoder().encode(password)
  return hash.startsWith('$2') ? bytes.subarray(0, 72) : bytes
}

interface Lane {
  inTurn<T>(work: () => Promise<T>, known: boolean): Promise<T>
  requireRoom(known?: boolean): void
}
function lane(lanes: number): Lane {
  let free = lanes
  const known: (() => void)[] = []
  const strangers: (() => void)[] = []
  const queueOf = (isKnown: boolean) => (isKnown ? known : strangers)
  const requireRoom = (isKnown = false) => {
    if (free === 0 && queueOf(isKnown).length >= mostWaiting) throw fail('identity.busy')
  }
  const inTurn = async <T>(work: () => Promise<T>, isKnown: boolean): Promise<T> => {
    requireRoom(isKnown)
    if (free > 0) free--
    else await new Promise<void>((enter) => queueOf(isKnown).push(enter))
    try {
      return await work()
    } finally {
      const next = known.shift() ?? strangers.shift()
      if (next === undefined) free++
      else next()
    }
  }
  return { inTurn, requireRoom }
}
