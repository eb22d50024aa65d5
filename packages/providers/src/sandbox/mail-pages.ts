import { html } from 'hono/html'
import type { SandboxMail } from '../email/sandbox-mail.ts'
import { page, type Markup } from './page.ts'

const newestShown = 200

/** The inbox: newest first. */
export function mailTable(mails: readonly SandboxMail[]): Markup {
  if (mails.length === 0) return html`<p class="note">Nothing was mailed yet.</p>`
  const newest = mails.slice(-newestShown).reverse()
  return html`<table>
      <thead>
        <tr>
          <th scope="col">To</th>
          <th scope="col">Subject</th>
          <th scope="col">Sent</th>
          <th scope="col">Fate</th>
        </tr>
      </thead>
      <tbody>
        ${newest.map(
          (mail) =>
            html`<tr>
              <td>${mail.to.join(', ')}</td>
              <td><a href="/mails/${mail.id}">${mail.subject || '(no subject)'}</a></td>
              <td><time datetime="${mail.receivedAt}">${timeText(mail.receivedAt)}</time></td>
              <td>${mail.fate}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${mails.length > newestShown ? html`<p class="note">The newest ${newestShown} of ${mails.length}; all of them in <a href="/mails.json">mails.json</a>.</p>` : ''}`
}

/** One mail: rendered, as text, and with its headers. */
export function mailPage(mail: SandboxMail): Markup {
  // The frame runs no script and has no origin; its links open in a new tab, where they work as from a real inbox.
  const framed = `<base target="_blank">${mail.html}`
  return page(
    mail.subject,
    html`<p><a href="/">All mails</a></p>
      <h1>${mail.subject || '(no subject)'}</h1>
      <table>
        <tr>
          <th scope="row">From</th>
          <td>${mail.from}</td>
        </tr>
        <tr>
          <th scope="row">To</th>
          <td>${mail.to.join(', ')}</td>
        </tr>
        <tr>
          <th scope="row">Sent</th>
          <td><time datetime="${mail.receivedAt}">${timeText(mail.receivedAt)}</time> over ${mail.via}</td>
        </tr>
        <tr>
          <th scope="row">Fate</th>
          <td>${mail.fate}</td>
        </tr>
        ${mail.attachments.map(
          (part, n) =>
            html`<tr>
              <th scope="row">Attachment</th>
              <td>
                <a href="/mails/${mail.id}/attachments/${n}" download="${part.filename}">${part.filename}</a>
                ${part.contentType}, ${part.size} bytes
              </td>
            </tr>`,
        )}
      </table>
      ${
        mail.html === ''
          ? ''
          : html`<h2>Rendered</h2>
              <iframe title="The mail as it looks" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${framed}"></iframe>`
      }
      <h2>Text</h2>
      <pre>${mail.text}</pre>
      <h2>Headers</h2>
      <pre>${mail.headers.map(([name, value]) => `${name}: ${value}\n`)}</pre>`,
  )
}

const timeText = (iso: string) => iso.replace('T', ' ').replace(/\.\d+Z$/, ' UTC')
