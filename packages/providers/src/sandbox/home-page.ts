import { html } from 'hono/html'
import type { SandboxMail } from '../email/sandbox-mail.ts'
import { steering } from '../email/steering.ts'
import { inboundFaults } from '../inbound/sandbox-faults.ts'
import { inboundVendors } from '../inbound/vendors.ts'
import type { FaultDesk } from './fault-desk.ts'
import { mailTable } from './mail-pages.ts'
import { page, type Markup } from './page.ts'

/** What was sent, and what shall go wrong next. */
export function homePage(mails: readonly SandboxMail[], faults: FaultDesk): Markup {
  return page(
    'Sandbox',
    html`<h1>MAS sandbox</h1>
      <p>Everything the system would send to third parties ends here. Nothing leaves this machine.</p>
      <h2>Mails</h2>
      ${mailTable(mails)}
      <p class="note">
        Addresses steer what happens: ${Object.entries(steering).map(([local, effect]) => html`<br /><code>${local}@…</code> ${effect}`)}
      </p>
      <h2>Receivers of webhooks</h2>
      <p>
        Every <code>/webhook-receiver/NAME</code> takes webhooks. GET tells what came, PUT sets
        <code>{"secrets": ["whsec_…"], "script": ["500", "200"]}</code>: what it verifies with and how it answers.
      </p>
      <h2>Vendors that call us</h2>
      <p>One of them tells what happened, signed as it signs; the API keeps it in the inbox of webhooks.</p>
      <form method="post" action="/vendor-webhooks">
        <label
          >Vendor
          <select name="provider">
            ${inboundVendors.map(({ provider }) => html`<option>${provider}</option>`)}
          </select></label
        >
        <label
          >Fault
          <select name="fault">
            <option value="">none</option>
            ${Object.entries(inboundFaults).map(([fault, effect]) => html`<option value="${fault}">${fault}: ${effect}</option>`)}
          </select></label
        >
        <button>Tell</button>
      </form>
      <h2>Faults</h2>
      ${plannedTable(faults)} ${Object.entries(faults).map(([provider, { catalogue }]) => faultForm(provider, catalogue))}
      <h2>Start over</h2>
      <form method="post" action="/reset"><button>Forget mails and planned faults</button></form>`,
  )
}

function plannedTable(faults: FaultDesk): Markup {
  const planned = Object.entries(faults).flatMap(([provider, of]) => of.list().map((one) => ({ provider, ...one })))
  if (planned.length === 0) return html`<p class="note">None planned: everything works.</p>`
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Provider</th>
        <th scope="col">Fault</th>
        <th scope="col">Calls left</th>
      </tr>
    </thead>
    <tbody>
      ${planned.map(
        ({ provider, fault, left }) =>
          html`<tr>
            <td>${provider}</td>
            <td>${fault}</td>
            <td>${left}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function faultForm(provider: string, catalogue: Readonly<Record<string, string>>): Markup {
  return html`<form method="post" action="/faults">
    <input type="hidden" name="provider" value="${provider}" />
    <label
      >Next fault of ${provider}
      <select name="fault">
        ${Object.entries(catalogue).map(([fault, effect]) => html`<option value="${fault}">${fault}: ${effect}</option>`)}
      </select></label
    >
    <label>Calls <input name="times" type="number" min="1" max="1000" value="1" /></label>
    <button>Plan</button>
  </form>`
}
