import { Platform } from '@mas/contracts/core'
import { z } from 'zod'
import { defineFlag, defineSetting } from '../settings/index.ts'

const minutes = (max: number) => z.int().min(5).max(max)
const Limits = z.strictObject({ idleMinutes: minutes(43_200), absoluteMinutes: minutes(129_600), atMost: z.int().min(1).max(50) })
export type SessionLimits = z.output<typeof Limits>
const limits = (personClass: string, value: SessionLimits) =>
  defineSetting({
    key: `identity.session-limits-${personClass}`,
    schema: Limits,
    default: value,
    describe: `Sessions of a ${personClass} person: minutes without use, minutes in all, open at once`,
  })

export const sessionLimits = {
  learner: limits('learner', { idleMinutes: 7 * 1440, absoluteMinutes: 30 * 1440, atMost: 10 }),
  staff: limits('staff', { idleMinutes: 1440, absoluteMinutes: 7 * 1440, atMost: 5 }),
  privileged: limits('privileged', { idleMinutes: 480, absoluteMinutes: 1440, atMost: 3 }),
}
export const refreshGrace = defineSetting({
  key: 'identity.refresh-grace-seconds',
  schema: z.int().min(10).max(120),
  default: 30,
  describe: 'Seconds in which a refresh token that was just used still answers the same successor',
})
export const newDeviceCode = defineSetting({
  key: 'identity.new-device-code',
  schema: z.boolean(),
  default: true,
  describe: 'Whether a sign-in from an unknown device needs a mailed code',
})
export const requireFactor = defineSetting({
  key: 'identity.require-factor',
  schema: z.boolean(),
  default: false,
  describe: 'Whether privileged people (ADMIN, FINANCE) may do nothing before they have enrolled a second factor',
})
export const contextWords = defineSetting({
  key: 'identity.password-context-words',
  schema: z.array(z.string().min(3).max(40)).max(200),
  default: ['myanalyticsschool', 'mrmentor', 'analytics', 'password', 'welcome', 'mrhire', 'mentor', 'school', 'hire', 'mas'],
  describe: 'Words that do not count as part of a password',
})
export const returnUrls = defineSetting({
  key: 'identity.return-urls',
  schema: z.record(Platform, z.array(z.url()).max(20)),
  default: {
    'my-analytics-school': ['http://localhost:5173/signed-in'],
    'mr-mentor': ['http://localhost:5174/signed-in'],
    'mr-hire': ['http://localhost:5175/signed-in'],
  },
  describe: 'Exact addresses that a Google sign-in may return to, by platform',
})
const Site = z
  .strictObject({
    rpId: z.string().regex(/^(?:[a-z0-9-]+\.)*[a-z0-9-]+$/),
    name: z.string().min(1).max(60),
    origins: z.array(z.url()).min(1).max(20),
  })
  .refine(({ rpId, origins }) => origins.every((origin) => isOriginUnder(rpId, origin)), {
    error: 'every origin must be scheme, host and port alone, and its host the rpId or below it',
  })
const localSite = (port: number) => ({ rpId: 'localhost', name: 'MAS', origins: [`http://localhost:${port}`] })
export const passkeySites = defineSetting({
  key: 'identity.passkey-sites',
  schema: z.record(Platform, Site),
  default: { 'my-analytics-school': localSite(5173), 'mr-mentor': localSite(5174), 'mr-hire': localSite(5175) },
  describe: 'By platform: the domain passkeys belong to (rpId), the name people see, and the exact origins that may use them',
})
export const activationUrl = defineSetting({
  key: 'identity.activation-url',
  schema: z.url(),
  default: 'http://localhost:5173/activate',
  describe: 'Page that opens an invitation; the token is added as fragment',
})
export const resetUrl = defineSetting({
  key: 'identity.reset-url',
  schema: z.url(),
  default: 'http://localhost:5173/reset-password',
  describe: 'Page where somebody whom an administrator sent a reset code enters it; the challenge is added as fragment',
})
export const stageOneDays = defineSetting({
  key: 'identity.stage-one-days',
  schema: z.int().min(7).max(365),
  default: 30,
  describe: 'Days after which a sign-up that never proved its mailbox is erased',
})

/** Against a flood of registrations that the throttles do not hold back; who has an account signs in as always. */
export const signUpOn = defineFlag({
  key: 'identity.sign-up',
  default: true,
  owner: 'identity',
  expiresOn: '2027-12-31',
  killSwitch: true,
  clientVisible: true,
  describe: 'Registering by oneself; people who are invited or who have an account are not concerned',
})

/** The sales domain will own page flags per head and hand them in; until it does, one setting says them for every head. */
export const salesHeadPages = defineSetting({
  key: 'identity.sales-head-pages',
  schema: z.array(z.string().regex(/^[a-z][a-z-]{1,39}$/)).max(50),
  default: ['import', 'export', 'email'],
  describe: 'Pages that are switched on for every sales head',
})

function isOriginUnder(rpId: string, text: string): boolean {
  const { origin, hostname } = new URL(text)
  return origin === text && (hostname === rpId || hostname.endsWith(`.${rpId}`))
}
