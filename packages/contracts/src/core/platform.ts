import { z } from 'zod'

/** The brand a request speaks for (`x-platform`). Absent or unknown means `my-analytics-school`. */
export const Platform = z.enum(['my-analytics-school', 'mr-mentor', 'mr-hire'])
export type Platform = z.infer<typeof Platform>
export const defaultPlatform: Platform = 'my-analytics-school'

export function platformOf(header: string | null | undefined): Platform {
  const parsed = Platform.safeParse(header)
  return parsed.success ? parsed.data : defaultPlatform
}
