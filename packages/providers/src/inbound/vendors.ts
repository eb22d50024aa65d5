import { classAgent } from '../class-agent/webhook.ts'
import { elevenlabs } from '../elevenlabs/webhook.ts'
import { exotel } from '../exotel/webhook.ts'
import { graphy } from '../graphy/webhook.ts'
import { judge0 } from '../judge0/webhook.ts'
import { leegality } from '../leegality/webhook.ts'
import { livekit } from '../livekit/webhook.ts'
import { missOzone } from '../miss-ozone/webhook.ts'
import { razorpay } from '../razorpay/webhook.ts'
import { retell } from '../retell/webhook.ts'
import { sns } from '../sns/webhook.ts'
import { vapi } from '../vapi/webhook.ts'
import { whatsapp } from '../whatsapp/webhook.ts'
import type { InboundVendor } from './vendor.ts'

/** Everybody that calls us, besides the mail vendor, which belongs to the e-mail slot. */
export const inboundVendors: readonly InboundVendor[] = [
  razorpay,
  exotel,
  whatsapp,
  livekit,
  sns,
  elevenlabs,
  retell,
  vapi,
  judge0,
  graphy,
  leegality,
  classAgent,
  missOzone,
]
