import { hasherHere, type Hasher } from '@mas/platform/auth'

const hashes = new Map<string, Promise<string>>()
const comparisons = new Map<string, Promise<boolean>>()

/**
 * The product's own hasher, asked once for each password and once for each comparison. Argon2 is dear on purpose, and
 * hundreds of the suite's people have the same password; they share its salt as well, which no rule looks at. Kept for
 * the whole process: an answer depends on nothing but the question.
 */
export const rememberedHashes: Hasher = {
  hash: (password) => once(hashes, password, async () => (await hasherHere()).hash(password)),
  verify: (password, stored) =>
    once(comparisons, `${stored} ${Buffer.from(password).toString('base64')}`, async () => (await hasherHere()).verify(password, stored)),
}

function once<T>(known: Map<string, Promise<T>>, question: string, ask: () => Promise<T>): Promise<T> {
  const answer = known.get(question) ?? ask()
  known.set(question, answer)
  return answer
}
