import { z } from 'zod'
import { Id, Text } from '../core/index.ts'
import {
  CodeText,
  DeviceProof,
  EmailText,
  HumanToken,
  PasswordText,
  PersonName,
  RecoveryCodeText,
  S256,
  SecretText,
  TotpText,
} from './fields.ts'
import { PasskeyAssertion } from './passkeys.ts'

export const SignUpInput = z.strictObject({ fullName: PersonName, email: EmailText, password: PasswordText, human: HumanToken.optional() })
export const ResendCodeInput = z.strictObject({ challengeId: Id, human: HumanToken.optional() })
export const VerifyEmailInput = z.strictObject({ challengeId: Id, code: CodeText })
export const SignInInput = z.strictObject({
  email: EmailText,
  password: PasswordText,
  human: HumanToken.optional(),
  deviceProof: DeviceProof.optional(),
})
export const FinishSignInInput = z.union([
  z.strictObject({ challengeId: Id, code: CodeText }),
  z.strictObject({ challengeId: Id, totp: TotpText, human: HumanToken.optional() }),
  z.strictObject({ challengeId: Id, recoveryCode: RecoveryCodeText, human: HumanToken.optional() }),
  z.strictObject({ challengeId: Id, passkey: PasskeyAssertion }),
])
export type FinishSignInInput = z.infer<typeof FinishSignInInput>
export const StartGoogleInput = z.strictObject({
  returnTo: z.url().max(500).meta({ description: 'Exactly one of the allowed addresses of the platform' }),
  codeChallenge: S256,
  deviceProof: DeviceProof.optional().meta({ description: 'Lets a known device begin although its network has called too often' }),
})
export const StartGoogleOutput = z.object({ url: z.url() })
export const FinishGoogleInput = z.strictObject({
  code: Text(2048).optional().meta({ description: 'Absent when the person declined at Google' }),
  state: SecretText,
  deviceProof: DeviceProof.optional(),
})
export const FinishGoogleOutput = z.object({
  redirectTo: z.url().meta({ description: 'The return address with a one-use ticket in its fragment, 60 s' }),
})
export const RedeemTicketInput = z.strictObject({
  ticket: SecretText,
  codeVerifier: z.string().min(43).max(128),
  deviceProof: DeviceProof.optional(),
})
export const SignInWithGoogleTokenInput = z.strictObject({
  idToken: z
    .string()
    .min(20)
    .max(8192)
    .regex(/^[\w-]+\.[\w-]+\.[\w-]*$/)
    .meta({ description: 'Id token from an SDK of Google; each signs in once' }),
  nonce: z.string().min(16).max(200).meta({ description: 'The random text given to the SDK; the token must carry it' }),
  deviceProof: DeviceProof.optional(),
})
export const RefreshInput = z.strictObject({ refreshToken: SecretText, deviceProof: DeviceProof.optional() })
export const ForgotPasswordInput = z.strictObject({ email: EmailText, human: HumanToken.optional(), deviceProof: DeviceProof.optional() })
export const ResetPasswordInput = z.strictObject({ challengeId: Id, code: CodeText, newPassword: PasswordText })
export const ResetPasswordOutput = z.object({ deviceProof: z.string() })
export const RedeemInviteInput = z.strictObject({ token: SecretText, password: PasswordText, fullName: PersonName.optional() })
