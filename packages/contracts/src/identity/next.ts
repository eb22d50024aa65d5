import { z } from 'zod'
import { Id } from '../core/index.ts'
import { PasskeyRequest } from './passkeys.ts'
import { Tokens } from './tokens.ts'

export const Next = z.discriminatedUnion('status', [
  z.object({ status: z.literal('signed-in'), tokens: Tokens }),
  z.object({ status: z.enum(['verify-email', 'code-required']), challengeId: Id, methods: z.array(z.literal('email')) }),
  z.object({
    status: z.literal('second-factor'),
    challengeId: Id.meta({ description: '15 minutes, 5 tries' }),
    methods: z.array(z.enum(['totp', 'recovery-code', 'passkey'])),
    passkey: PasskeyRequest.optional().meta({ description: 'Present where `methods` says passkey' }),
  }),
])
export type Next = z.infer<typeof Next>
