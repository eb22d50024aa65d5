import type { JSONWebKeySet } from 'jose'
import { z } from 'zod'
import type { Clock } from '@mas/kernel/clock'
import type { Log } from '@mas/kernel/log'
import type { GoogleAuthorization, GoogleExchange, GoogleIdentity, GooglePerson } from '@mas/kernel/ports/google-identity'
import type { ProviderAnswer, SlotMode } from '@mas/kernel/providers'
import { createHttpClient, inDoubt, ok, refused, type HttpReply } from '../http/index.ts'
import { cachedDocument, type CachedDocument } from './cached-document.ts'
import { acceptedIssuers, Discovery, KeySet } from './discovery.ts'
import { checkIdToken, type IdTokenRules } from './id-token.ts'
import { challengeOf } from './pkce.ts'

export interface GoogleIdentityOptions {
  readonly mode: SlotMode
  /** Ends in `/.well-known/openid-configuration`. */
  readonly discoveryUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** Clients of our apps (Android, iOS): what Google's SDKs there hand out names them. */
  readonly appClientIds?: readonly string[]
  readonly clock: Clock
  readonly log: Log
  /** Of each request. Default 5 s. */
  readonly timeoutMs?: number
}

/** OpenID Connect against Google, or anything that speaks like it. */
export function createGoogleIdentity(options: GoogleIdentityOptions): GoogleIdentity {
  const { discoveryUrl, clock, log } = options
  const http = createHttpClient({ provider: 'google-identity', timeoutMs: options.timeoutMs ?? 5_000, clock, log })
  const discovery = cachedDocument(http, clock, {
    operation: 'discovery',
    url: discoveryUrl,
    // A document that names another issuer than its own address is somebody else's.
    schema: Discovery.refine(({ issuer }) => discoveryUrl === `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`),
  })
  let keys: { readonly url: string; readonly document: CachedDocument<JSONWebKeySet> } | undefined
  const keysAt = (url: string) => {
    if (keys?.url !== url) keys = { url, document: cachedDocument(http, clock, { operation: 'certs', url, schema: KeySet }) }
    return keys.document
  }
  const web = [options.clientId]
  const ours = [...web, ...(options.appClientIds ?? [])]
  const judged = async (found: Discovery, idToken: string, nonce: string, clientIds: readonly string[]) => {
    const rules = { issuers: acceptedIssuers(found), clientIds, nonce, now: clock.now() }
    const answer = await judgeIdToken(keysAt(found.jwks_uri), idToken, rules)
    if (answer.outcome === 'refused') log.warn('a Google sign-in was refused', { reason: answer.reason })
    return answer
  }

  return {
    mode: options.mode,
    async authorizationUrl(authorization) {
      const found = await discovery.get()
      return found.outcome === 'ok' ? ok(authorizationUrl(options.clientId, found.value, authorization)) : found
    },
    async exchange(exchange) {
      const found = await discovery.get()
      if (found.outcome !== 'ok') return found
      const spent = await http.call(exchangeCall(options, found.value.token_endpoint, exchange), readIdToken)
      if (spent.outcome !== 'ok') return spent
      // The code was ours to spend as the web client, so nothing else can have asked for this token.
      return judged(found.value, spent.value, exchange.nonce, web)
    },
    async checkToken({ idToken, nonce }) {
      const found = await discovery.get()
      return found.outcome === 'ok' ? judged(found.value, idToken, nonce, ours) : found
    },
  }
}

function authorizationUrl(clientId: string, { authorization_endpoint }: Discovery, wanted: GoogleAuthorization): string {
  const url = new URL(authorization_endpoint)
  const query = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: wanted.redirectUri,
    scope: 'openid email profile',
    state: wanted.state,
    nonce: wanted.nonce,
    code_challenge: challengeOf(wanted.codeVerifier),
    code_challenge_method: 'S256',
    ...(wanted.loginHint === undefined ? {} : { login_hint: wanted.loginHint }),
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return url.href
}

function exchangeCall({ clientId, clientSecret }: GoogleIdentityOptions, url: string, exchange: GoogleExchange) {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: exchange.code,
    code_verifier: exchange.codeVerifier,
    redirect_uri: exchange.redirectUri,
    client_id: clientId,
    client_secret: clientSecret,
  }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  // A code works once, so a lost answer cannot be asked for again.
  return { operation: 'exchange', method: 'POST', effect: 'once', url, headers, body } as const
}

const Tokens = z.object({ id_token: z.string().min(1) })
const TokenError = z.object({ error: z.string().max(100) })

function readIdToken(reply: HttpReply): ProviderAnswer<string> {
  if (reply.status === 200) {
    const tokens = Tokens.safeParse(reply.json())
    return tokens.success ? ok(tokens.data.id_token) : inDoubt('exchange: answered 200 without an id token')
  }
  const problem = TokenError.safeParse(reply.json())
  return refused(`exchange: ${problem.success ? problem.data.error : `answered ${reply.status}`}`, 'never')
}

/** A key we do not know may have been published since: then, and only then, the set is fetched once more. */
async function judgeIdToken(
  keys: CachedDocument<JSONWebKeySet>,
  token: string,
  rules: IdTokenRules,
): Promise<ProviderAnswer<GooglePerson>> {
  for (const fetchKeys of [keys.get, keys.refetch]) {
    const set = await fetchKeys()
    if (set.outcome !== 'ok') return set
    const judged = await checkIdToken(token, set.value, rules)
    if (judged.verdict === 'good') return ok(judged.person)
    if (judged.verdict === 'bad') return refused(judged.reason, 'never')
  }
  return refused('id token: signed with an unknown key', 'never')
}
