import { z } from 'zod'
import { Id, Instant, Text } from '../core/index.ts'
import { DeviceProof } from './fields.ts'
import { RecoveryCodes } from './factors.ts'
import { Tokens } from './tokens.ts'

const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/)
const credential = {
  id: base64url(1400),
  rawId: base64url(1400),
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).nullish(),
  clientExtensionResults: z.record(z.string().max(100), z.unknown()).default({}),
}
const transports = z.array(z.string().regex(/^[a-z-]{1,20}$/)).max(10)

/** `PublicKeyCredential.toJSON()` of a browser after `navigator.credentials.create`. */
export const PasskeyRegistration = z.strictObject({
  ...credential,
  response: z.strictObject({
    clientDataJSON: base64url(8192),
    attestationObject: base64url(32_768),
    authenticatorData: base64url(8192).optional(),
    transports: transports.optional(),
    publicKey: base64url(4096).nullish(),
    publicKeyAlgorithm: z.int().optional(),
  }),
})
export type PasskeyRegistration = z.infer<typeof PasskeyRegistration>

/** `PublicKeyCredential.toJSON()` of a browser after `navigator.credentials.get`. */
export const PasskeyAssertion = z.strictObject({
  ...credential,
  response: z.strictObject({
    clientDataJSON: base64url(8192),
    authenticatorData: base64url(8192),
    signature: base64url(4096),
    userHandle: base64url(200).nullish(),
    attestationObject: base64url(32_768).nullish(),
  }),
})
export type PasskeyAssertion = z.infer<typeof PasskeyAssertion>

const Descriptor = z.object({ id: z.string(), type: z.literal('public-key'), transports: z.array(z.string()) })
/** For `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export const PasskeyRequest = z.object({
  challenge: z.string(),
  rpId: z.string(),
  timeout: z.int().meta({ description: 'Milliseconds' }),
  allowCredentials: z.array(Descriptor).meta({ description: 'Empty: whichever passkey of this site the person picks' }),
  userVerification: z.literal('required'),
})
export type PasskeyRequest = z.infer<typeof PasskeyRequest>

/** For `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export const PasskeyCreation = z.object({
  challenge: z.string(),
  rp: z.object({ id: z.string(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
  timeout: z.int().meta({ description: 'Milliseconds' }),
  excludeCredentials: z.array(Descriptor),
  authenticatorSelection: z.object({
    residentKey: z.literal('required'),
    requireResidentKey: z.literal(true),
    userVerification: z.literal('required'),
  }),
  attestation: z.literal('none'),
})
export type PasskeyCreation = z.infer<typeof PasskeyCreation>

export const Passkey = z.object({
  id: Id,
  label: z.string(),
  rpId: z.string().meta({ description: 'Site it works on' }),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
})
export const ListPasskeysOutput = z.object({ items: z.array(Passkey) })
export const StartPasskeyOutput = z.object({ challengeId: Id, options: PasskeyCreation })
export const AddPasskeyInput = z.strictObject({
  challengeId: Id,
  label: Text(60).meta({ description: 'What the person calls it, "my phone" for instance' }),
  passkey: PasskeyRegistration,
  endOthers: z.boolean().default(true),
})
export const AddPasskeyOutput = Tokens.extend({
  passkey: Passkey,
  recoveryCodes: RecoveryCodes.shape.recoveryCodes
    .optional()
    .meta({ description: 'Present with the first second factor: ten codes, each for one sign-in, shown this once' }),
})
export const RemovePasskeyInput = z.strictObject({ passkeyId: Id, endOthers: z.boolean().default(true) })

export const StartPasskeySignInInput = z.strictObject({
  deviceProof: DeviceProof.optional().meta({ description: 'Lets a known device ask although its network has asked too often' }),
})
export const StartPasskeySignInOutput = z.object({ challengeId: Id, options: PasskeyRequest })
export const FinishPasskeySignInInput = z.strictObject({
  challengeId: Id,
  passkey: PasskeyAssertion,
  deviceProof: DeviceProof.optional(),
})
