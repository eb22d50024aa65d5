import { z } from 'zod'
import { defineSetting } from '../settings/index.ts'

export const answerWithinSeconds = defineSetting({
  key: 'webhooks.answer-within-seconds',
  // More would hold a worker's slots for longer than receivers of today need.
  schema: z.int().min(1).max(15),
  default: 15,
  describe: 'Seconds within which an endpoint has to answer a delivery; later is a failure',
})
export const failingDays = defineSetting({
  key: 'webhooks.failing-days',
  schema: z.int().min(1).max(30),
  default: 5,
  describe: 'Days without a success, and twenty failures, after which an endpoint is disabled',
})
export const deliveriesAtATime = defineSetting({
  key: 'webhooks.deliveries-at-a-time',
  schema: z.int().min(1).max(20),
  default: 5,
  describe: 'Deliveries under way at one endpoint for which its owner named no number; existing endpoints keep theirs',
})
