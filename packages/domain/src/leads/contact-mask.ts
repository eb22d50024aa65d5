import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/**
 * The phone number as a telecaller may see it (product rule 17 of leads): country code, first two and last two national digits,
 * one dot for each hidden digit: `+919876543201` -> `+91 98••••••01`. A number too short to hide anything is hidden whole.
 */
export function maskPhone(e164: string): string {
  const country = e164.startsWith('+91') ? '91' : (parsePhoneNumberFromString(e164)?.countryCallingCode ?? '')
  const national = e164.slice(1 + country.length)
  const shown = national.length > 4
  const middle = '•'.repeat(Math.max(shown ? national.length - 4 : national.length, 0))
  const masked = shown ? `${national.slice(0, 2)}${middle}${national.slice(-2)}` : middle
  return country === '' ? `+${masked}` : `+${country} ${masked}`
}
