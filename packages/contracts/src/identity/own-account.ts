import { z } from 'zod'
import { Role } from '../access/index.ts'
import { Id, Instant, pageInput, pageOf, Platform, Text } from '../core/index.ts'
import { SessionBanner } from './privileged.ts'
import { CodeText, EmailText, HumanToken, Locale, PasswordText, PersonName, PhoneText, TotpText, Zone } from './fields.ts'
import { PasskeyAssertion, PasskeyRequest } from './passkeys.ts'

export const Me = z.object({
  id: Id,
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  emailState: z.enum(['ok', 'bouncing']).meta({ description: 'bouncing: mails to this address come back' }),
  fullName: z.string(),
  phone: z.string().nullable().meta({ description: 'E.164' }),
  phoneVerified: z.boolean(),
  profession: z.string().nullable(),
  domain: z.string().nullable().meta({ description: 'Field of work or study' }),
  photoFileId: Id.nullable(),
  role: Role,
  pages: z.array(z.string()).meta({ description: 'Pages switched on for a sales head' }),
  stage: z.int().meta({ description: '1 signed up, 2 e-mail verified, 3 profile complete' }),
  percent: z.int().meta({ description: '33, 66 or 100' }),
  hasPassword: z.boolean(),
  hasGoogle: z.boolean(),
  hasTotp: z.boolean().meta({ description: 'An authenticator app is confirmed' }),
  passkeys: z.int().meta({ description: 'How many passkeys there are' }),
  recoveryCodesLeft: z.int(),
  restricted: z
    .literal('enrol-factor')
    .nullable()
    .meta({ description: 'enrol-factor: this session may do nothing but enrol a second factor' }),
  session: SessionBanner.meta({ description: 'The session of this request; for the banner of impersonation and emergency access' }),
  locale: z.string(),
  zone: z.string(),
})
export type Me = z.infer<typeof Me>

const profile = { fullName: PersonName, phone: PhoneText, profession: Text(100), domain: Text(100) }
export const UpdateProfileInput = z.strictObject({
  ...z.object(profile).partial().shape,
  locale: Locale.optional(),
  zone: Zone.optional(),
})
export const CompleteProfileInput = z.strictObject(profile)
export const StartPhotoUploadInput = z.strictObject({
  name: Text(255).meta({ description: 'File name with its extension: jpg, png or webp' }),
  size: z.int().min(1).optional().meta({ description: 'Bytes' }),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .meta({ description: 'Hex' }),
})
export const SetPhotoInput = z.strictObject({
  fileId: Id.nullable().meta({ description: 'Of an upload begun by oneself; null takes the photo away' }),
})
export const Photo = z.object({
  fileId: Id.nullable(),
  url: z.string().nullable().meta({ description: 'Shows the picture for five minutes' }),
  expiresAt: Instant.nullable(),
})
export const NoInput = z.strictObject({})

export const OwnSession = z.object({
  id: Id,
  current: z.boolean(),
  kind: z
    .enum(['normal', 'impersonation', 'break-glass'])
    .meta({ description: 'impersonation: an administrator looks; break-glass: emergency access' }),
  platform: Platform,
  method: z.string(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  authenticatedAt: Instant,
  idleExpiresAt: Instant,
  sessionExpiresAt: Instant,
})
export const ListSessionsOutput = z.object({ items: z.array(OwnSession) })
export const EndSessionInput = z.strictObject({ sessionId: Id })
export const Ended = z.object({ ended: z.int().meta({ description: 'Sessions ended' }) })

export const ChangePasswordInput = z.strictObject({ current: PasswordText, new: PasswordText, endOthers: z.boolean().default(true) })
export const StartStepUpOutput = z.object({
  methods: z.array(z.enum(['password', 'totp', 'passkey', 'code'])),
  challengeId: Id.optional().meta({ description: 'Of the mailed code or the passkey' }),
  passkey: PasskeyRequest.optional(),
})
export const StepUpInput = z.union([
  z.strictObject({ password: PasswordText }),
  z.strictObject({ totp: TotpText }),
  z.strictObject({ challengeId: Id, code: CodeText }),
  z.strictObject({ challengeId: Id, passkey: PasskeyAssertion }),
])
export type StepUpInput = z.infer<typeof StepUpInput>

export const StartEmailChangeInput = z.strictObject({ newEmail: EmailText, human: HumanToken.optional() })
export const ConfirmEmailChangeInput = z.strictObject({ challengeId: Id, code: CodeText })
export const StartPhoneVerificationInput = z.strictObject({
  phone: PhoneText,
  channel: z.enum(['sms', 'whatsapp']),
  human: HumanToken.optional(),
})
export const ConfirmPhoneInput = z.strictObject({ challengeId: Id, code: CodeText })
export const SocketTicket = z.object({ ticket: z.string().meta({ description: 'Opens one socket' }), expiresAt: Instant })

export const SignIn = z.object({
  id: Id,
  at: Instant,
  method: z.string(),
  outcome: z.string().meta({ description: 'success, refused or throttled' }),
  reason: z.string().nullable(),
  platform: z.string(),
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
})
export const ListSignInsInput = z.strictObject({ ...pageInput, userId: Id.optional().meta({ description: 'Absent: oneself' }) })
export const ListSignInsOutput = pageOf(SignIn)
