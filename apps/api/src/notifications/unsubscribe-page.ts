import type { MailingList } from '@mas/contracts/notifications'
import { linkPage } from './link-page.ts'

const lists: { readonly [L in MailingList]: string } = {
  'product-news': 'product news',
  'course-reminders': 'course reminders',
  'lead-nurture': 'tips and offers about our courses',
  events: 'invitations to events',
}

/** Asks first: programs that look into mails follow links, and must not unsubscribe anybody. */
export function askToLeave(list: MailingList): Response {
  return linkPage(
    'Unsubscribe',
    `<h1>Stop e-mails with ${lists[list]}?</h1>
<p>You will still get mails that belong to something you did with us, such as receipts and codes.</p>
<form method="post"><input type="hidden" name="confirm" value="1"><button>Unsubscribe</button></form>`,
  )
}

export function sayLeft(list: MailingList): Response {
  return linkPage('Unsubscribed', `<h1>You are unsubscribed</h1>\n<p role="status">We no longer send ${lists[list]} to this address.</p>`)
}

export function sayNotOurs(status: number): Response {
  return linkPage(
    'Link not valid',
    '<h1>This link is not valid</h1>\n<p>Part of it may be missing. Please open it from the mail again, or copy it whole.</p>',
    status,
  )
}
