import { Hono } from 'hono'
import { z } from 'zod'
import type { MailStore } from '../email/mail-store.ts'
import { mailPage } from './mail-pages.ts'

const Filter = z.object({ to: z.string().optional(), since: z.iso.datetime({ offset: true }).optional() })

/** Reading what was mailed: JSON for tests and the demo, a page a mail for people. */
export function mailRoutes(mails: MailStore): Hono {
  const app = new Hono()
  app.get('/mails.json', (c) => {
    const filter = Filter.safeParse(c.req.query())
    if (!filter.success) return c.json({ error: 'since must be an ISO date and time' }, 400)
    const { to, since } = filter.data
    return c.json(mails.list({ ...(to === undefined ? {} : { to }), ...(since === undefined ? {} : { since }) }))
  })
  app.get('/mails/:id', (c) => {
    const mail = mails.find(c.req.param('id'))
    return mail === undefined ? c.text('no such mail', 404) : c.html(mailPage(mail))
  })
  app.get('/mails/:id/attachments/:n', (c) => {
    const part = mails.find(c.req.param('id'))?.attachments[Number(c.req.param('n'))]
    if (part === undefined) return c.text('no such attachment', 404)
    // Never shown in place: the file could be a page that acts in this origin.
    c.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(part.filename)}`)
    c.header('content-type', part.contentType)
    return c.body(Uint8Array.from(Buffer.from(part.contentBase64, 'base64')))
  })
  return app
}
