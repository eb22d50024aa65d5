import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { EmailSender, OutgoingEmail } from '@mas/kernel/ports/email-sender'
import type { SandboxMail } from './sandbox-mail.ts'

export interface EmailSenderUnderTest {
  /** With a time-out well below what the sandbox takes for `slow@`. */
  readonly sender: EmailSender
  /** The same adapter pointed at a port where nothing listens. */
  readonly unreachable: EmailSender
  mailsTo(address: string): readonly SandboxMail[]
  stop(): Promise<void>
}

const idOf = () => crypto.randomUUID()

/** A mail with everything a mail can have. */
export function fullEmail(to: string): OutgoingEmail {
  return {
    messageId: `<${idOf()}@mail.mas.example>`,
    from: { address: 'no-reply@mas.example', name: 'MAS' },
    to: { address: to, name: 'आशा Rao' },
    replyTo: { address: 'sales@mas.example', name: 'Ravi' },
    subject: 'Receipt ₹1,23,456.50 · आपका स्वागत है',
    text: 'Hello Asha,\nyour receipt is attached.\n.\nA line with a single dot is above.',
    html: '<p>Hello <b>Asha</b>, ₹1,23,456.50</p>',
    headers: {
      'List-Unsubscribe': `<https://mas.example/u/v1.${'x'.repeat(120)}>, <mailto:unsubscribe@mas.example>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
    },
    attachments: [
      { filename: 'receipt.pdf', contentType: 'application/pdf', content: new Uint8Array([37, 80, 68, 70, 0, 255]) },
      {
        filename: 'invite.ics',
        contentType: 'text/calendar; charset=utf-8; method=REQUEST',
        content: new TextEncoder().encode('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n'),
      },
    ],
  }
}

/** What every `EmailSender` promises, whoever the vendor is. */
export function describeEmailSender(name: string, make: () => Promise<EmailSenderUnderTest>): void {
  describe(`EmailSender: ${name}`, () => {
    let it: EmailSenderUnderTest
    beforeAll(async () => {
      it = await make()
    })
    afterAll(() => it.stop())
    const addressFor = (how: string) => `${how}+${idOf()}@people.example`
    const send = (email: OutgoingEmail) => it.sender.send(email, `email/${email.messageId}`)

    test('a mail arrives as it was given: texts, headers, Message-ID, attachments', async () => {
      const email = fullEmail(addressFor('asha'))
      expect(await send(email)).toMatchObject({ outcome: 'ok' })
      const [mail, ...more] = it.mailsTo(email.to.address)
      if (mail === undefined) throw new Error('no mail arrived')
      expect(more).toEqual([])
      expect(mail).toMatchObject({ messageId: email.messageId, subject: email.subject, html: email.html })
      expect(mail.text.trimEnd()).toBe(email.text)
      const headers = new Map(mail.headers.map(([key, value]) => [key.toLowerCase(), value]))
      for (const [key, value] of Object.entries(email.headers ?? {})) expect(headers.get(key.toLowerCase())).toBe(value)
      expect(headers.get('reply-to')).toContain('sales@mas.example')
      expect(mail.attachments.map((part) => [part.filename, part.contentType])).toEqual([
        ['receipt.pdf', 'application/pdf'],
        ['invite.ics', 'text/calendar'],
      ])
      const pdf = email.attachments?.[0]?.content ?? new Uint8Array()
      expect(mail.attachments[0]?.contentBase64).toBe(Buffer.from(pdf).toString('base64'))
    })

    test('two mails have two provider ids', async () => {
      const answers = await Promise.all([send(fullEmail(addressFor('a'))), send(fullEmail(addressFor('b')))])
      const ids = answers.map((answer) => (answer.outcome === 'ok' ? answer.value.providerId : answer.reason))
      expect(new Set(ids).size).toBe(2)
    })

    test('an address that bounces or complains later is taken now', async () => {
      for (const how of ['bounce', 'soft', 'complain']) {
        expect(await send(fullEmail(addressFor(how)))).toMatchObject({ outcome: 'ok' })
      }
    })

    test('a refused address is refused for good, and nothing is mailed', async () => {
      const email = fullEmail(addressFor('reject'))
      expect(await send(email)).toMatchObject({ outcome: 'refused', retry: 'never' })
      expect(it.mailsTo(email.to.address)).toEqual([])
    })

    test('a rate limit is a refusal for now, and nothing is mailed', async () => {
      const email = fullEmail(addressFor('limit'))
      expect(await send(email)).toMatchObject({ outcome: 'refused', retry: 'later' })
      expect(it.mailsTo(email.to.address)).toEqual([])
    })

    test('a lost answer is in doubt, or settled by the key; either way one mail is out', async () => {
      const email = fullEmail(addressFor('drop'))
      expect(await send(email)).toMatchObject({ outcome: it.sender.repeatable ? 'ok' : 'in_doubt' })
      expect(it.mailsTo(email.to.address)).toHaveLength(1)
    })

    test('an answer after the time-out is never taken for a refusal: the mail is out', async () => {
      const email = fullEmail(addressFor('slow'))
      const { outcome } = await send(email)
      expect(outcome).not.toBe('refused')
      if (!it.sender.repeatable) expect(outcome).toBe('in_doubt')
      expect(it.mailsTo(email.to.address)).toHaveLength(1)
    })

    test('the same mail with the same key again is mailed once exactly where the sender says it is repeatable', async () => {
      const email = fullEmail(addressFor('twice'))
      const answers = [await send(email), await send(email)]
      expect(it.mailsTo(email.to.address)).toHaveLength(it.sender.repeatable ? 1 : 2)
      if (it.sender.repeatable) expect(answers[0]).toEqual(answers[1])
    })

    test('a line break in a subject, name or header is refused before anything is sent', async () => {
      const forged = 'Hi\r\nBcc: all@people.example'
      const email = fullEmail(addressFor('forged'))
      const forgeries: OutgoingEmail[] = [
        { ...email, subject: forged },
        { ...email, from: { ...email.from, name: forged } },
        { ...email, to: { address: `x@people.example\r\nRCPT TO:<y@people.example>` } },
        { ...email, headers: { 'X-Note': forged } },
        { ...email, headers: { 'X-Note\r\nBcc': 'x' } },
      ]
      for (const forgery of forgeries) {
        expect(await send(forgery)).toMatchObject({ outcome: 'refused', retry: 'never' })
      }
      expect(it.mailsTo(email.to.address)).toEqual([])
    })

    test('a provider that cannot be reached is a refusal for later: nothing was sent', async () => {
      const email = fullEmail(addressFor('asha'))
      expect(await it.unreachable.send(email, 'email/x')).toMatchObject({ outcome: 'refused', retry: 'later' })
    })
  })
}
