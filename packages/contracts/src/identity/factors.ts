import { z } from 'zod'
import { secret } from '../core/index.ts'
import { TotpText } from './fields.ts'
import { Tokens } from './tokens.ts'

export const StartTotpOutput = z.object({
  uri: secret(z.string().meta({ description: 'otpauth URI for a QR code: SHA-1, 6 digits, 30 seconds' })),
  secret: secret(z.string().meta({ description: 'The same secret in base32, for typing' })),
})
export const ConfirmTotpInput = z.strictObject({ totp: TotpText, endOthers: z.boolean().default(true) })
export const RecoveryCodes = z.object({
  recoveryCodes: secret(
    z.array(z.string()).meta({ description: 'Ten codes, each for one sign-in; shown this once, older ones stop working' }),
  ),
})
export const ConfirmTotpOutput = Tokens.extend(RecoveryCodes.shape)
export const RemoveTotpInput = z.strictObject({ endOthers: z.boolean().default(true) })
