import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** A phone number in E.164: `+`, country code, national number. */
export type E164 = `+${string}`
export type PhoneType = 'mobile' | 'fixed' | 'unknown'
export type NormalisedPhone = { value: E164; type: PhoneType; note?: string }
export type PhoneProblem = {
  input: string
  code: 'leads.phone-invalid' | 'leads.phone-lossy' | 'leads.phone-junk'
}
export type NormalisedPhones = { phones: NormalisedPhone[]; problems: PhoneProblem[] }

/**
 * Ten digits that India's numbering plan makes mobile, and nothing else, by their first three or four; other mobiles share a range
 * with fixed lines and take the library's way. Computed from libphonenumber's metadata; a test fails when the plan moves.
 */
export const INDIAN_MOBILE_SURE =
  /^(?:9\d{3}|(?:6(?:50|8[789]|[09]\d|1[04679]|2[03689]|3[056789]|4[0489]|6[069]|7[07])|7(?:[45]0|89|9[6789]|0\d|3[058])|8(?:60|43|[27]9|0[0189]|1[024]|8[0789]|9[056789]))\d|(?:6(?:80|[2347]1|12|6[13]|5[17])|7(?:[67]1|12|2[14]|5[15]|4[47]|3[134])|8(?:91|16|8[34]|3[126]|6[136]|2[014]|7[078]))[0189])\d{6}$/

const PLAIN_INDIAN = /^(?:\+91[ -]?|91[ -]?|0)?([6-9]\d{4})[ -]?(\d{5})$/
const TEN_EQUAL = /^(\d)\1{9}$/
const SCIENTIFIC = /^['‘’]?\s*[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i
const EXTENSION = /(?:ext(?:n|ension)?|x|#)[.:]?\s*(\d{1,7})\s*$/i
const SEPARATORS = /[/,;\r\n]|\s+or\s+/i
// What people put between digits: spaces, brackets, dots, every kind of dash, invisible format characters.
const PUNCTUATION = /[\s().\p{Pd}\u2212\p{Cf}]/gu
// 0…, 91…, +91…, +910…, 0091… (already +91…) and the mixtures 910… and 091… before ten digits. Thirteen digits without a
// plus cannot be an Indian national number, so the two mixtures are never ambiguous.
const INDIAN_TRUNK = /^(?:\+910?|910?|091|0)?(\d{10})$/

/**
 * Reads every phone number in one cell (product rule 1 of leads). The first valid one is the primary. A cell without a letter
 * or digit ("-", "–") is blank: neither a phone nor a problem. Default country India, full numbering metadata, E.164 out.
 */
export function normalisePhones(cell: string): NormalisedPhones {
  const plain = PLAIN_INDIAN.exec(cell)
  if (plain !== null) {
    const national = `${plain[1]}${plain[2]}`
    if (INDIAN_MOBILE_SURE.test(national) && !TEN_EQUAL.test(national)) {
      return { phones: [{ value: `+91${national}`, type: 'mobile' }], problems: [] }
    }
  }
  return normalisePhonesByLibrary(cell)
}

/** The same answer as {@link normalisePhones} without its fast path; exported so that a property test can hold them equal. */
export function normalisePhonesByLibrary(cell: string): NormalisedPhones {
  const phones: NormalisedPhone[] = []
  const problems: PhoneProblem[] = []
  const text = cell.normalize('NFKC')
  // Asked before the split: a decimal comma in "9,87654E+09" is not a separator.
  const pieces = SCIENTIFIC.test(text.trim()) ? [text] : text.split(SEPARATORS)
  for (const piece of pieces) {
    if (!/[\p{L}\p{N}]/u.test(piece)) continue
    const answer = normaliseOne(piece)
    if (typeof answer === 'string') problems.push({ input: piece.trim(), code: answer })
    else if (!phones.some((known) => known.value === answer.value)) phones.push(answer)
  }
  return { phones, problems }
}

function normaliseOne(piece: string): NormalisedPhone | PhoneProblem['code'] {
  let text = asciiDigits(piece).trim()
  if (SCIENTIFIC.test(text)) return 'leads.phone-lossy'
  const extension = EXTENSION.exec(text)
  if (extension !== null) text = text.slice(0, extension.index).trim()
  const digits = text
    .replace(/^['‘’`]/, '')
    .replace(/\.0$/, '')
    .replace(PUNCTUATION, '')
    .replace(/^00/, '+')
  if (!/^\+?\d{1,20}$/.test(digits)) return 'leads.phone-invalid'
  const indian = INDIAN_TRUNK.exec(digits)?.[1]
  if (indian !== undefined && TEN_EQUAL.test(indian)) return 'leads.phone-junk'
  const parsed = parsePhoneNumberFromString(indian === undefined ? digits : `+91${indian}`, {
    defaultCountry: 'IN',
    extract: false,
  })
  if (parsed === undefined) return 'leads.phone-invalid'
  if (TEN_EQUAL.test(parsed.nationalNumber)) return 'leads.phone-junk'
  if (!parsed.isValid()) return 'leads.phone-invalid'
  const kind = parsed.getType()
  const type = kind === 'MOBILE' ? 'mobile' : kind === 'FIXED_LINE' ? 'fixed' : 'unknown'
  const value: E164 = `+${parsed.number.slice(1)}`
  return extension === null ? { value, type } : { value, type, note: `ext ${extension[1]}` }
}

const DECIMAL_DIGIT = /\p{Nd}/u

/** Unicode keeps the ten digits of a script in one ascending run, so a digit's worth is its distance from the run's start. */
function asciiDigits(text: string): string {
  return text.replace(/[^\P{Nd}0-9]/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0
    let before = 0
    while (DECIMAL_DIGIT.test(String.fromCodePoint(code - before - 1))) before += 1
    return String(before % 10)
  })
}
