import { Hono, type Context } from 'hono'
import { z } from 'zod'
import type { Clock } from '@mas/kernel/clock'
import { holdUntilGone } from '../sandbox/hold.ts'
import { demoPeople, type DemoPerson } from './demo-people.ts'
import { challengeOf } from './pkce.ts'
import { AuthorizeQuery, badRequestPage, chooserPage } from './sandbox-authorize.ts'
import { sandboxGoogleClient } from './sandbox-client.ts'
import { createSandboxCodes } from './sandbox-codes.ts'
import type { GoogleFaults } from './sandbox-faults.ts'
import { createSandboxKeys } from './sandbox-keys.ts'
import { signIdToken } from './sandbox-token.ts'

export interface GoogleSandboxOptions {
  readonly clock: Clock
  readonly faults: GoogleFaults
  readonly people?: readonly DemoPerson[]
}

/** A real OpenID provider for invented people, to be mounted at `/google`. */
export function googleSandbox({ clock, faults, people = demoPeople }: GoogleSandboxOptions): Hono {
  const app = new Hono()
  const keys = createSandboxKeys()
  const codes = createSandboxCodes(clock)
  const issuerOf = (c: Context) => `${new URL(c.req.url).origin}/google`

  app.get('/.well-known/openid-configuration', (c) => {
    const issuer = issuerOf(c)
    c.header('cache-control', 'public, max-age=3600')
    return c.json({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/certs`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    })
  })

  app.get('/certs', async (c) => {
    if (faults.take('keys-down')) return c.json({ error: 'unavailable' }, 503)
    c.header('cache-control', 'public, max-age=19000, must-revalidate')
    return c.json(await keys.publicSet())
  })

  app.get('/authorize', (c) => {
    const query = AuthorizeQuery.safeParse(c.req.query())
    if (query.success) return c.html(chooserPage(query.data, people))
    return c.html(badRequestPage(query.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)), 400)
  })

  app.get('/authorize/choose', (c) => {
    const query = AuthorizeQuery.safeParse(c.req.query())
    if (!query.success) return c.html(badRequestPage(['malformed']), 400)
    const back = new URL(query.data.redirect_uri)
    back.searchParams.set('state', query.data.state)
    const person = people.find(({ subject }) => subject === c.req.query('person'))
    if (person === undefined) {
      back.searchParams.set('error', 'access_denied')
      return c.redirect(back.href)
    }
    const { client_id: clientId, redirect_uri: redirectUri, nonce, code_challenge: codeChallenge } = query.data
    back.searchParams.set('code', codes.issue({ person, clientId, redirectUri, nonce, codeChallenge }))
    back.searchParams.set('scope', 'openid email profile')
    return c.redirect(back.href)
  })

  app.post('/token', async (c) => {
    const form = TokenForm.safeParse(await c.req.parseBody())
    const problem = (error: string, description: string, status: 400 | 401 = 400) =>
      c.json({ error, error_description: description }, status)
    if (!form.success) return problem('invalid_request', 'Missing or malformed parameter.')
    const { code, client_id: clientId, client_secret: clientSecret } = form.data
    if (clientId !== sandboxGoogleClient.clientId || clientSecret !== sandboxGoogleClient.clientSecret) {
      return problem('invalid_client', 'The OAuth client was not found.', 401)
    }
    const grant = codes.spend(code)
    const fault = faults.take(...exchangeFaults(faults))
    if (fault === 'hang') await holdUntilGone(c.req.raw.signal)
    if (fault === 'server-error' || fault === 'hang') return c.json({ error: 'internal_failure' }, 500)
    if (grant === undefined || fault === 'invalid-grant') return problem('invalid_grant', 'Malformed auth code.')
    const fits =
      grant.clientId === clientId &&
      grant.redirectUri === form.data.redirect_uri &&
      grant.codeChallenge === challengeOf(form.data.code_verifier)
    if (!fits) return problem('invalid_grant', 'Bad Request')
    const at = { issuer: issuerOf(c), nowSeconds: Math.floor(clock.now().getTime() / 1000), clientSecret }
    const idToken = await signIdToken(keys, grant, at, fault)
    c.header('cache-control', 'no-store')
    const scope = 'openid email profile'
    return c.json({
      access_token: `ya29.${crypto.randomUUID()}`,
      expires_in: 3_599,
      scope,
      token_type: 'Bearer',
      id_token: idToken,
    })
  })

  // Stands for Google's own SDKs (One Tap, Android, iOS): they hand the app an id token without any code.
  app.post('/gsi/credential', async (c) => {
    const form = CredentialForm.safeParse(await c.req.parseBody())
    const person = form.success ? people.find(({ subject }) => subject === form.data.person) : undefined
    if (!form.success || person === undefined) return c.json({ error: 'invalid_request' }, 400)
    const { client_id: clientId, server_client_id: audience = clientId, nonce } = form.data
    const at = { issuer: issuerOf(c), nowSeconds: Math.floor(clock.now().getTime() / 1000), clientSecret: sandboxGoogleClient.clientSecret }
    c.header('cache-control', 'no-store')
    const grant = { person, clientId, audience, nonce }
    return c.json({ credential: await signIdToken(keys, grant, at, faults.take(...exchangeFaults(faults))) })
  })

  return app
}

const CredentialForm = z.object({
  client_id: z.string().min(1),
  /** An app names the client its backend goes by; the token is for that one and says which app asked. */
  server_client_id: z.string().min(1).optional(),
  nonce: z.string().min(1).max(500),
  person: z.string(),
})
const TokenForm = z.object({
  grant_type: z.literal('authorization_code'),
  code: z.string().min(1),
  code_verifier: z.string().min(1),
  client_id: z.string(),
  client_secret: z.string(),
  redirect_uri: z.string(),
})

function exchangeFaults(faults: GoogleFaults) {
  return faults
    .list()
    .map(({ fault }) => fault)
    .filter((fault) => fault !== 'keys-down')
}
