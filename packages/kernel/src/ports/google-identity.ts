import type { ProviderAnswer, SlotMode } from '../providers.ts'

export interface GoogleAuthorization {
  readonly redirectUri: string
  readonly state: string
  readonly nonce: string
  /** 43 to 128 unreserved characters, kept by the caller until the exchange; only its S256 digest leaves the house. */
  readonly codeVerifier: string
  /** Pre-fills the account chooser. */
  readonly loginHint?: string
}

export interface GoogleExchange {
  readonly code: string
  readonly codeVerifier: string
  readonly redirectUri: string
  /** The nonce of the authorization; an id token with another one is refused. */
  readonly nonce: string
}

/** What the checked id token says. */
export interface GooglePerson {
  /** Google's key for the person; the address may change, this never does. */
  readonly subject: string
  readonly email?: string
  readonly emailVerified: boolean
  readonly name?: string
  readonly picture?: string
  /** The Workspace domain that manages the account, if one does. */
  readonly hostedDomain?: string
}

/** Sign-in with Google: OpenID Connect, code flow with PKCE. */
export interface GoogleIdentity {
  readonly mode: SlotMode
  /** Where to send the browser. Refused while the provider's endpoints cannot be read. */
  authorizationUrl(authorization: GoogleAuthorization): Promise<ProviderAnswer<string>>
  /**
   * Spends the code and checks the id token. Never repeated by the adapter, because a code works once: after
   * `in_doubt` the person starts again.
   */
  exchange(exchange: GoogleExchange): Promise<ProviderAnswer<GooglePerson>>
  /** Checks an id token that an app got from Google by itself, by the keys Google publishes. Asking again changes nothing. */
  checkToken(token: { readonly idToken: string; readonly nonce: string }): Promise<ProviderAnswer<GooglePerson>>
}
