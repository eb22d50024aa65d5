import { Platform } from '@mas/contracts/core'
import type { Ctx } from '@mas/kernel'
import { z } from 'zod'

/** What must survive the way through Google; sealed, because it names where the browser returns to. */
const State = z.object({ nonce: z.string(), codeVerifier: z.string(), returnTo: z.url(), codeChallenge: z.string(), platform: Platform })
export type GoogleState = z.output<typeof State>
/** What a redirect ticket stands for. */
const Redirect = z.object({ codeChallenge: z.string(), linkChallengeId: z.string().optional() })
type GoogleRedirect = z.output<typeof Redirect>

export function googleRedirectUri(ctx: Ctx): string {
  return `${ctx.infra.auth.publicUrl.replace(/\/$/, '')}/auth/google/callback`
}
export function sealState(ctx: Ctx, id: string, state: GoogleState): Uint8Array {
  return ctx.infra.keys.seal('identity.oauth-state', JSON.stringify(state), id)
}
export function openState(ctx: Ctx, id: string, sealed: Uint8Array | null): GoogleState | undefined {
  return parsed(State, ctx, 'identity.oauth-state', id, sealed)
}
export function sealRedirect(ctx: Pick<Ctx, 'infra'>, id: string, redirect: GoogleRedirect): Uint8Array {
  return ctx.infra.keys.seal('identity.google-redirect', JSON.stringify(redirect), id)
}
export function openRedirect(ctx: Ctx, id: string, sealed: Uint8Array | null): GoogleRedirect | undefined {
  return parsed(Redirect, ctx, 'identity.google-redirect', id, sealed)
}

function parsed<S extends z.ZodType>(schema: S, ctx: Ctx, purpose: string, id: string, sealed: Uint8Array | null): z.output<S> | undefined {
  const text = sealed === null ? undefined : ctx.infra.keys.open(purpose, sealed, id)
  return text === undefined ? undefined : schema.parse(JSON.parse(text))
}
