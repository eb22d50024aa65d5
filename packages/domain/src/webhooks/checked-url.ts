import type { EndpointMode } from '@mas/contracts/webhooks'
import { fail, type Ctx } from '@mas/kernel'

/**
 * An address that the egress guard would call now: the proof that an endpoint needs. Names are asked for outside
 * transactions, which is why this is a step of its own; each attempt is checked again.
 */
export class CheckedUrl {
  readonly #url: string
  readonly mode: EndpointMode
  private constructor(url: string, mode: EndpointMode) {
    this.#url = url
    this.mode = mode
  }

  get url(): string {
    return this.#url
  }

  /** Refuses with `webhooks.url-refused` and its reason. */
  static async check(ctx: Ctx, { url, mode }: { readonly url: string; readonly mode: EndpointMode }): Promise<CheckedUrl> {
    if (url.length > 2_000) throw fail('request.invalid', { issues: [{ path: ['url'], message: 'at most 2000 characters' }] })
    const answer = await ctx.ports.egress.check(url, { mode })
    if (answer.outcome !== 'ok') throw fail('webhooks.url-refused', { reason: answer.reason })
    return new CheckedUrl(new URL(url).href, mode)
  }

  /** False for anything that only looks like one. */
  static isProof(one: CheckedUrl): boolean {
    return #url in one
  }
}
