import { Temporal } from 'temporal-polyfill'

export type Temperature = 'hot' | 'warm' | 'cold'
export type DatedTemperature = { value: Temperature; at: Temporal.Instant }

/** How long a temperature set by hand outranks the predicted one (product rule 18 of leads). */
export const MANUAL_TEMPERATURE_DAYS = 30

/**
 * Interest predicted from the length of one AI call, in seconds: 30 or more hot, 10 or more warm, above 0 cold, 0 none
 * (product rule). A voicemail or a caller who opted out says nothing about interest: none.
 */
export function predictedInterest(callSeconds: number, outcome: 'talked' | 'voicemail' | 'opted-out' = 'talked'): Temperature | null {
  if (outcome !== 'talked' || !(callSeconds > 0)) return null
  if (callSeconds >= 30) return 'hot'
  return callSeconds >= 10 ? 'warm' : 'cold'
}

/** The temperature to show: the manual one if set within 30 days, else the predicted one, else none. */
export function shownTemperature(
  manual: DatedTemperature | null,
  predicted: DatedTemperature | null,
  now: Temporal.Instant,
): Temperature | null {
  if (manual !== null) {
    const oldest = now.subtract({ hours: MANUAL_TEMPERATURE_DAYS * 24 })
    if (Temporal.Instant.compare(manual.at, oldest) >= 0) return manual.value
  }
  return predicted?.value ?? null
}
