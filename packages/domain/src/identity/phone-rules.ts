import { fail } from '@mas/kernel'

/** E.164. Ten digits beginning 6 to 9 are an Indian mobile number written without its country. */
export function normalisePhone(typed: string): string {
  const text = typed.replace(/[\s().-]/g, '')
  const phone = /^[6-9]\d{9}$/.test(text) ? `+91${text}` : text
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) throw fail('identity.phone-invalid')
  return phone
}
