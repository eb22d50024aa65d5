import { z } from 'zod'
import { personal, secret, Text } from '../core/index.ts'

/** An address as typed; normalised on the server (NFC, blanks cut, lower case), at most 254 characters. */
export const EmailText = personal(z.string().min(3).max(320).meta({ description: 'E-mail address; normalised on the server' }))
/** A password exactly as typed: never trimmed, never normalised. */
export const PasswordText = secret(
  z
    .string()
    .min(1)
    .max(1024)
    .refine((text) => text.isWellFormed() && !text.includes('\u0000'), { error: 'contains characters that cannot be used' })
    .meta({ description: 'Password, taken exactly as received; 10 to 128 characters, 15 for privileged roles' }),
)
export const CodeText = z
  .string()
  .regex(/^\d{6}$/)
  .meta({ description: 'Six digits from the mail or the text message' })
export const TotpText = secret(
  z
    .string()
    .regex(/^\d{6}$/)
    .meta({ description: 'Six digits from the authenticator app; each works once' }),
)
export const RecoveryCodeText = secret(
  z.string().min(24).max(40).meta({ description: 'One of the ten recovery codes; hyphens, blanks and case do not matter' }),
)
export const SecretText = z
  .string()
  .min(20)
  .max(200)
  .regex(/^[\w-]+$/)
export const HumanToken = z.string().min(1).max(2048).meta({ description: 'Answer of the human-check widget' })
export const DeviceProof = secret(SecretText.meta({ description: 'Proof of a known device, from an earlier sign-in' }))
export const S256 = z
  .string()
  .regex(/^[\w-]{43}$/)
  .meta({ description: 'base64url of the SHA-256 of a verifier' })
export const PhoneText = personal(z.string().min(5).max(25).meta({ description: 'Phone number; ten digits beginning 6 to 9 become +91' }))

/** Nothing unseen but the joiners, which scripts of India need: what looks the same must be the same. */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/u
/** What mail programs make a link of, and browsers follow in wide letters too: addresses, and domains that are no initials (`S.De`, `A.Dev` are names). */
const linkLike =
  /:\/\/|www\.|@|[\p{L}\p{N}]\.(?:com|net|org|info|biz|xyz|top|site|online|shop|store|app|click|club|icu|cfd|sbs|io|co|me|in|us|uk|ru|cn|tv|gg)(?![\p{L}\p{N}])|[\p{L}\p{N}]\.\p{L}{2,}\//iu

/**
 * What a person is called. It opens mails, so it is one line, reads in the direction it is written in, hides nothing and
 * carries no link: a stranger could otherwise have us mail their text.
 */
export const PersonName = personal(Text(120))
  .refine((name) => !unseen.test(name) && /[\p{L}\p{N}]/u.test(name), { error: 'must be one line of plain text' })
  .refine((name) => !linkLike.test(name.normalize('NFKC').replaceAll('。', '.')), { error: 'must not hold a link' })
  .meta({ description: 'Name of a person, one line' })

/** IANA zone: deliveries are timed by it, so one that nobody knows is refused here. */
export const Zone = Text(60).refine(isZone, { error: 'is no time zone' }).meta({ description: 'IANA time zone, e.g. Asia/Kolkata' })
/** BCP 47 language tag. */
export const Locale = Text(20).refine(isLocale, { error: 'is no language tag' }).meta({ description: 'BCP 47 language tag, e.g. en-IN' })

function isZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== ''
  } catch {
    return false // a RangeError is the only way this interface says no
  }
}
function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false // likewise
  }
}
