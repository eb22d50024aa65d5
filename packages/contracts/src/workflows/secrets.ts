import { z } from 'zod'
import { Id, Instant, pageInput, pageOf, secret } from '../core/index.ts'

export const SecretName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,59}$/)
  .meta({ description: 'Letters, digits, `_` and `-`; webhook nodes write `{{secret.NAME}}`' })
export const SetSecretInput = z.strictObject({
  name: SecretName,
  value: z
    .string()
    .regex(/^[\u0020-\u007e]{8,2000}$/)
    .meta({ description: 'Printable ASCII, 8 to 2,000 characters; no verb ever answers it' }),
})
export const SecretRef = z.strictObject({ name: SecretName })
export const StoredSecret = z.object({ name: SecretName, setBy: z.string(), setAt: Instant })
export const RemovedSecret = z.object({ name: SecretName })
export const ListSecretsInput = z.strictObject({ ...pageInput })
export const SecretPage = pageOf(StoredSecret)

export const RenewSigningSecretInput = z.strictObject({
  workflowId: Id,
  overlapHours: z
    .int()
    .min(0)
    .max(72)
    .default(24)
    .meta({ description: 'Hours for which the secret in force goes on signing beside the new one' }),
})
export const RenewedSigningSecret = z.object({
  secret: secret(z.string().meta({ description: '`whsec_` and base64, as Standard Webhooks receivers take it; shown this once' })),
  previousUntil: Instant.nullable().meta({ description: 'Until when the one before signs too; null where there was none' }),
})
