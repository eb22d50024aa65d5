import { expect, test } from 'bun:test'
import { Temporal } from 'temporal-polyfill'
import { predictedInterest, shownTemperature } from './temperature-rules.ts'

const NOW = Temporal.Instant.from('2026-06-04T06:30:00Z')
const dated = (value: 'hot' | 'cold', hoursAgo: number) => ({ value, at: NOW.subtract({ hours: hoursAgo }) })

test('an AI call of 30 seconds is hot, of 10 warm, shorter cold, of nothing none', () => {
  expect([0, 0.4, 9.9, 10, 29.9, 30, 600].map((seconds) => predictedInterest(seconds))).toEqual([
    null,
    'cold',
    'cold',
    'warm',
    'warm',
    'hot',
    'hot',
  ])
})
test('a voicemail and an opt-out say nothing about interest', () => {
  expect(predictedInterest(60, 'voicemail')).toBeNull()
  expect(predictedInterest(60, 'opted-out')).toBeNull()
  expect(predictedInterest(Number.NaN)).toBeNull()
})
test('a temperature set by hand outranks the predicted one for 30 days', () => {
  expect(shownTemperature(dated('cold', 720), dated('hot', 1), NOW)).toBe('cold')
  expect(shownTemperature(dated('cold', 721), dated('hot', 1), NOW)).toBe('hot')
  expect(shownTemperature(dated('cold', 721), null, NOW)).toBeNull()
})
