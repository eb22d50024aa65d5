import { commonPasswords } from './fixtures/common-passwords.ts'
import { commonWords } from './fixtures/common-words.ts'

type Weakness = 'short' | 'long' | 'common' | 'context'
export interface PasswordOwner {
  readonly fullName: string
  readonly email: string | null
  readonly privileged: boolean
}
const leastCharacters = { privileged: 15, others: 10 } as const
const mostCharacters = 128
const leastOwnCharacters = 6

let common: ReadonlySet<string> | undefined
let words: ReadonlySet<string> | undefined

/** Why a password is not accepted; undefined when it is. Counted in code points; no rules of composition. */
export function weaknessOf(password: string, owner: PasswordOwner, contextWords: readonly string[]): Weakness | undefined {
  const length = [...password].length
  if (length < (owner.privileged ? leastCharacters.privileged : leastCharacters.others)) return 'short'
  if (length > mostCharacters) return 'long'
  common ??= new Set(commonPasswords.split(' '))
  const folded = password.toLowerCase()
  if (common.has(folded) || isRun(folded) || isWordInDisguise(folded, common)) return 'common'
  const known = [...contextWords, ...partsOf(owner)].map((word) => word.toLowerCase()).toSorted((a, b) => b.length - a.length)
  const own = known.reduce((rest, word) => rest.replaceAll(word, ''), folded)
  return [...own].length < leastOwnCharacters ? 'context' : undefined
}

/** Signs that stand for a letter. */
const disguises: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '0': 'o',
  '3': 'e',
  $: 's',
  '5': 's',
  '7': 't',
  '1': 'i',
  '!': 'i',
}

/** A common word, once or twice over, with nothing but digits and signs around it: `P@ssw0rd123`, `krishna@1234`, `lovelylovely!`. */
function isWordInDisguise(password: string, list: ReadonlySet<string>): boolean {
  words ??= new Set(commonWords.split(/\s+/))
  const inner = password.replace(/[^\p{L}]+$/u, '').replace(/^[^\p{L}@$]+/u, '')
  const plain = [...inner].map((char) => disguises[char] ?? char).join('')
  const half = plain.slice(0, plain.length / 2)
  return [plain, ...(half + half === plain ? [half] : [])].some((word) => word !== '' && (words?.has(word) === true || list.has(word)))
}

/** So many characters have to be something else than the one before, repeated or counted on: `aaaaaaaaaa`, `0987654321`, `abcabcabca`. */
const leastTurns = 4

/** Repetitions and sequences, which no list names in every length. */
function isRun(password: string): boolean {
  const points = [...password].map((char) => char.codePointAt(0) ?? 0)
  const turns = points.filter((point, n) => n === 0 || Math.abs(point - (points[n - 1] ?? 0)) > 1).length
  return turns < leastTurns || new Set(points).size < leastTurns
}

/** Parts of the name and of the mailbox that are long enough to say something about the person. */
function partsOf({ fullName, email }: PasswordOwner): string[] {
  const mailbox = email?.slice(0, email.lastIndexOf('@')) ?? ''
  return [...fullName.split(/\s+/), mailbox].filter((part) => [...part].length >= 4)
}
