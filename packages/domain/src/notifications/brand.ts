import { defaultPlatform, Platform } from '@mas/contracts/core'

export interface Brand {
  readonly name: string
  readonly footer: string
  /** Mailbox names before the mail domain. */
  readonly from: string
  readonly marketingFrom: string
}

const company = 'My Analytics School, India'
const brands: { readonly [P in Platform]: Brand } = {
  'my-analytics-school': { name: 'My Analytics School', footer: company, from: 'no-reply', marketingFrom: 'news' },
  'mr-mentor': { name: 'Mr. Mentor', footer: `Mr. Mentor · ${company}`, from: 'mentor-no-reply', marketingFrom: 'mentor-news' },
  'mr-hire': { name: 'Mr. Hire', footer: `Mr. Hire · ${company}`, from: 'hire-no-reply', marketingFrom: 'hire-news' },
}

/** Name, sender and footer of the product a mail speaks for. */
export function brandOf(platform: string): Brand {
  const parsed = Platform.safeParse(platform)
  return brands[parsed.success ? parsed.data : defaultPlatform]
}

/** Exact locale, then its language, then English. */
export function localesFor(locale: string): string[] {
  return [...new Set([locale, locale.split('-')[0] ?? 'en', 'en'])]
}
