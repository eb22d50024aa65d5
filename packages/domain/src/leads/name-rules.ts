import { latinFromDevanagari } from './devanagari.ts'
import { editDistance } from './edit-distance.ts'

const HONORIFICS = new Set(['mr', 'mrs', 'ms', 'miss', 'dr', 'prof', 'shri', 'sri', 'smt', 'kumari'])
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['mohd', 'mohammed'],
  ['md', 'mohammed'],
  ['mohammad', 'mohammed'],
  ['muhammad', 'mohammed'],
  ['kr', 'kumar'],
])
// Order matters: `ksh` before `sh`, `sh` and the aspirates before the vowels (product rule 5 of leads).
const FOLDS: readonly (readonly [RegExp, string])[] = [
  [/ksh/g, 'x'],
  [/ph/g, 'f'],
  [/sh/g, 's'],
  [/th/g, 't'],
  [/dh/g, 'd'],
  [/bh/g, 'b'],
  [/kh/g, 'k'],
  [/gh/g, 'g'],
  [/w/g, 'v'],
  [/z/g, 'j'],
  [/ee/g, 'i'],
  [/oo/g, 'u'],
  [/aa/g, 'a'],
  [/(\p{L})\1+/gu, '$1'],
]
const EQUAL_BP = 10_000
const INITIAL_BP = 8_500
const LEAST_TOKEN_BP = 7_000

/** One word of a name: its folded spelling, and the letter it was written with (folding turns "Ksh" into "x", an initial stays "K"). */
type Token = { folded: string; initial: string }

/** The folded words of a name, honorifics off; the rules are product rule 5 of leads. */
export function nameTokens(name: string): readonly string[] {
  return tokensOf(name).map((token) => token.folded)
}

function tokensOf(name: string): Token[] {
  const latin = latinFromDevanagari(name.normalize('NFKD')).replace(/\p{M}/gu, '').toLowerCase().replace(/['’`]/g, '')
  const tokens: Token[] = []
  for (const word of latin.split(/\P{L}+/u)) {
    if (word === '' || HONORIFICS.has(word)) continue
    const spelt = ALIASES.get(word) ?? word
    const folded = FOLDS.reduce((text, [from, to]) => text.replace(from, to), spelt)
    tokens.push({ folded, initial: String.fromCodePoint(spelt.codePointAt(0) ?? 0) })
  }
  return tokens
}

/**
 * How alike two personal names are, in basis points: 0 (nothing in common, or a blank name) to 10,000 (the same after folding).
 * Symmetric. Product rule 5 of leads; used at 8,000 to merge by itself, at 7,000 to propose, below 4,000 to see two people.
 */
export function nameSimilarity(a: string, b: string): number {
  return similarityOf(tokensOf(a), tokensOf(b))
}

/** {@link nameSimilarity} for many pairs of few names: each name is taken apart once. It remembers every name, so it is made for one batch. */
export function nameComparer(): (a: string, b: string) => number {
  const known = new Map<string, Token[]>()
  const tokens = (name: string): Token[] => {
    const before = known.get(name)
    if (before !== undefined) return before
    const made = tokensOf(name)
    known.set(name, made)
    return made
  }
  return (a, b) => similarityOf(tokens(a), tokens(b))
}

function similarityOf(left: readonly Token[], right: readonly Token[]): number {
  if (left.length === 0 || right.length === 0) return 0
  if (left.length < right.length) return directed(left, right)
  if (right.length < left.length) return directed(right, left)
  return Math.min(directed(left, right), directed(right, left))
}

/**
 * May `system` merge two leads by their names alone: alike enough, and nothing in the names speaks for two people of one family?
 * The score cannot tell a son with his father as middle name ("Nikhil Shinde", "Manish Nikhil Shinde"), rhyming sisters
 * ("Reena", "Meena") or a shared initial ("S. Patel") from one person; such pairs belong on the duplicate list instead.
 */
export function canMergeByName(a: string, b: string, mergeBp: number): boolean {
  return nameSimilarity(a, b) >= mergeBp && !speaksForTwoPeople(tokensOf(a), tokensOf(b))
}

function speaksForTwoPeople(left: readonly Token[], right: readonly Token[]): boolean {
  const [few, many] = left.length <= right.length ? [left, right] : [right, left]
  const pairs = pairUp(few, many)
  const strange = many[0] !== undefined && many[0].folded.length > 1 && !pairs.some(({ j }) => j === 0)
  return (
    strange ||
    pairs.some(({ i, j, bp }) => {
      if (bp === EQUAL_BP || (i !== 0 && j !== 0)) return false
      const one = few[i]?.folded ?? ''
      const other = many[j]?.folded ?? ''
      const initialOnly = one.length === 1 || other.length === 1
      // "K Ravi" and "Ravi Kumar": the initial stands for the family, and the given name itself has been found.
      if (initialOnly) return !pairs.some((pair) => pair.bp === EQUAL_BP && (pair.i === 0 || pair.j === 0))
      return one.charAt(0) !== other.charAt(0)
    })
  )
}

function directed(few: readonly Token[], many: readonly Token[]): number {
  let sum = 0
  for (const { i, bp } of pairUp(few, many)) sum += bp * (i === 0 ? 2 : 1)
  return Math.floor(sum / (few.length + 1))
}

type TokenPair = { i: number; j: number; bp: number }

/** Each token of the shorter name with at most one of the longer, best pairs first. */
function pairUp(few: readonly Token[], many: readonly Token[]): TokenPair[] {
  const pairs = few.flatMap((one, i) => many.map((other, j) => ({ i, j, bp: tokenScore(one, other) })))
  pairs.sort((p, q) => q.bp - p.bp || p.i - q.i || p.j - q.j)
  const takenFew = new Set<number>()
  const takenMany = new Set<number>()
  return pairs.filter(({ i, j, bp }) => {
    if (bp === 0 || takenFew.has(i) || takenMany.has(j)) return false
    takenFew.add(i)
    takenMany.add(j)
    return true
  })
}

function tokenScore(a: Token, b: Token): number {
  if (a.folded === b.folded) return EQUAL_BP
  if (isInitialOf(a, b) || isInitialOf(b, a)) return INITIAL_BP
  const longer = Math.max(a.folded.length, b.folded.length)
  const bp = Math.floor(EQUAL_BP - (EQUAL_BP * editDistance(a.folded, b.folded)) / longer)
  return bp < LEAST_TOKEN_BP ? 0 : bp
}

function isInitialOf(short: Token, long: Token): boolean {
  return short.folded.length === 1 && (long.initial === short.initial || long.folded.startsWith(short.folded))
}

/**
 * Phonetic keys of the words of a name in their order, initials left out: first letter and the consonants that follow.
 * Blocking only: two spellings of one name mostly share a key; a shared key proves nothing.
 */
export function nameKeys(name: string): readonly string[] {
  return nameTokens(name)
    .filter((token) => token.length > 1)
    .map(skeleton)
}

/** The key of the given name (first word that is no initial), "" for a nameless lead. Surnames are dropped or shortened too often to block on. */
export function nameKey(name: string): string {
  return nameKeys(name)[0] ?? ''
}

function skeleton(token: string): string {
  const head = token.charAt(0)
  const rest = token
    .slice(1)
    .replace(/ch/g, 'c')
    .replace(/[aeiouyh]/g, '')
  return `${head}${rest}`
    .replace(/q/g, 'k')
    .replace(/c(?!h)/g, 'k')
    .replace(/x/g, 'ks')
    .replace(/(.)\1+/g, '$1')
    .slice(0, 8)
}
