import { z } from 'zod'
import { defineSetting } from '../../settings/index.ts'

const Price = z.int().min(0).max(100_000)

export const tariff = defineSetting({
  key: 'workflows.tariff',
  schema: z.object({ email: Price, whatsapp: Price, sms: Price, call: Price }),
  default: { email: 2, whatsapp: 80, sms: 20, call: 600 },
  describe: 'Paise that one message or call costs, for the estimates of back-tests',
})
