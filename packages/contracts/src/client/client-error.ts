import { TRPCClientError } from '@trpc/client'
import { z } from 'zod'
import type { ErrorCode } from '../catalogue/index.ts'
import { errorKinds } from '../core/index.ts'

/** Every refusal, as the API words it. */
export interface ClientError {
  readonly code: ErrorCode
  readonly kind: (typeof errorKinds)[number]
  readonly message: string
  readonly details: Record<string, unknown>
  readonly requestId: string | null
}
const Data = z.object({
  code: z.string(),
  kind: z.enum(errorKinds),
  details: z.record(z.string(), z.unknown()),
  requestId: z.string().nullable(),
})

/** Reads the API's error from whatever a call threw; undefined when the network, not the API, failed. */
export function errorOf(thrown: unknown): ClientError | undefined {
  if (!(thrown instanceof TRPCClientError)) return undefined
  const data = Data.safeParse(thrown.data)
  return data.success ? { ...data.data, code: codeOf(data.data.code), message: thrown.message } : undefined
}

/** A newer server may know codes that this client does not; callers treat an unknown code by its kind. */
function codeOf(code: string): ErrorCode {
  return code as ErrorCode
}
