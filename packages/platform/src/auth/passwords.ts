import { availableParallelism } from 'node:os'
import { fail } from '@mas/kernel'
import { hasherHere } from './hasher.ts'

/** How every hash of ours begins. */
const current = '$argon2id$v=19$m=19456,t=2,p=1$'
/** The hash of a random text nobody knows: checked against where there is no account, so that time tells nothing. */
const decoy = '$argon2id$v=19$m=19456,t=2,p=1$7h0ChiK7URIvkHdOa60RiDu/9dNtVlu2ORmTDwsJUV4$U2AwlpXRaFLV/NCOmI/1ty1S5vBf2uiV1KSMRmDt/sA'
const mostWaiting = 200

export interface Passwords {
  hash(password: string): Promise<string>
  verify(password: string, hash: string | undefined): Promise<{ matches: boolean; outdated: boolean }>
  requireRoom(): void
}

/**
 * Hashing on all cores but one at a time: more would only make everybody slower and fill the memory, and a flood of wrong
 * passwords must leave those who are signed in something to run on.
 */
export function passwords(lanes: number = Math.max(1, availableParallelism() - 1)): Passwords {
  const { inTurn, requireRoom } = lane(lanes)
  return {
    requireRoom,
    hash: (password) => inTurn(async () => (await hasherHere()).hash(password)),
    verify: async (password, hash) => {
      const stored = hash ?? decoy
      const matches = await inTurn(async () => (await hasherHere()).verify(bytesFor(password, stored), stored))
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
  inTurn<T>(work: () => Promise<T>): Promise<T>
  requireRoom(): void
}
function lane(lanes: number): Lane {
  let free = lanes
  const waiting: (() => void)[] = []
  const requireRoom = () => {
    if (free === 0 && waiting.length >= mostWaiting) throw fail('identity.busy')
  }
  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    requireRoom()
    if (free > 0) free--
    else await new Promise<void>((enter) => waiting.push(enter))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
  return { inTurn, requireRoom }
}
