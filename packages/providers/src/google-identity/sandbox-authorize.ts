import { html } from 'hono/html'
import { z } from 'zod'
import { page, type Markup } from '../sandbox/page.ts'
import type { DemoPerson } from './demo-people.ts'

/** What the application sends the browser with. */
export const AuthorizeQuery = z.object({
  response_type: z.literal('code'),
  client_id: z.string().min(1),
  redirect_uri: z.url({ protocol: /^https?$/ }),
  scope: z.string().refine((scope) => scope.split(' ').includes('openid'), 'must contain openid'),
  state: z.string().min(1),
  nonce: z.string().min(1),
  code_challenge: z.string().length(43),
  code_challenge_method: z.literal('S256'),
  login_hint: z.string().optional(),
})
export type AuthorizeQuery = z.infer<typeof AuthorizeQuery>

/** The account chooser: one link a person, no password. */
export function chooserPage(query: AuthorizeQuery, people: readonly DemoPerson[]): Markup {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const link = (person: string) => `authorize/choose?${new URLSearchParams([...given, ['person', person]])}`
  const hinted = (person: DemoPerson) => (person.email === query.login_hint ? 0 : 1)
  const sorted = [...people].sort((a, b) => hinted(a) - hinted(b))
  return page(
    'Sign in',
    html`<h1>Choose who signs in</h1>
      <p class="note">This page stands in for Google. Nobody needs a password here.</p>
      <ul class="people">
        ${sorted.map(
          (person) =>
            html`<li>
              <a href="${link(person.subject)}"
                ><strong>${person.name}</strong> ${person.email}<br /><span class="note">${person.note}</span></a
              >
            </li>`,
        )}
        <li>
          <a href="${link('nobody')}"><strong>Cancel</strong><br /><span class="note">go back with access_denied</span></a>
        </li>
      </ul>`,
  )
}

/** What is wrong with the request; Google shows such a page too instead of leading back. */
export function badRequestPage(problems: readonly string[]): Markup {
  return page(
    'Bad request',
    html`<h1>This sign-in request is malformed</h1>
      <ul>
        ${problems.map((problem) => html`<li>${problem}</li>`)}
      </ul>`,
  )
}
