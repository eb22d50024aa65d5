import { Hono } from 'hono'
import type { Clock } from '@mas/kernel/clock'
import { breachedPasswordsSandbox } from '../breached-passwords/sandbox.ts'
import { dndSandbox } from '../dnd-registry/sandbox.ts'
import type { MailStore } from '../email/mail-store.ts'
import type { WebhookTarget } from '../email/resend/sandbox-events.ts'
import { resendSandbox } from '../email/resend/sandbox.ts'
import type { DemoPerson } from '../google-identity/demo-people.ts'
import { googleSandbox } from '../google-identity/sandbox.ts'
import { humanCheckSandbox } from '../human-check/sandbox.ts'
import { inboundSandbox } from '../inbound/sandbox.ts'
import type { VendorDesk } from '../inbound/vendor-desk.ts'
import { snsSandbox } from '../sns/sandbox.ts'
import type { ReceiverDesk } from '../webhook-receiver/receiver.ts'
import { receiverSandbox } from '../webhook-receiver/sandbox.ts'
import { createS3Sandbox } from '../s3/sandbox/index.ts'
import type { FaultDesk } from './fault-desk.ts'
import { faultRoutes } from './fault-routes.ts'
import { homePage } from './home-page.ts'
import { mailRoutes } from './mail-routes.ts'
import { notFromElsewhere } from './not-from-elsewhere.ts'
import { pagePolicy } from './page.ts'

export interface SandboxAppOptions {
  readonly clock: Clock
  readonly mails: MailStore
  readonly faults: FaultDesk
  readonly receivers: ReceiverDesk
  readonly vendors: VendorDesk
  readonly people?: readonly DemoPerson[]
  readonly slowMs?: number
  readonly emailWebhook?: WebhookTarget
  /** Where the bucket keeps its bytes while it runs. */
  readonly s3Folder: string
}

/** All HTTP look-alikes and the page that shows what they were asked. */
export function sandboxApp(options: SandboxAppOptions): Hono {
  const { clock, mails, faults, receivers, vendors, people, slowMs, emailWebhook } = options
  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    c.header('content-security-policy', pagePolicy)
    c.header('x-content-type-options', 'nosniff')
    c.header('referrer-policy', 'no-referrer')
  })
  app.get('/', (c) => c.html(homePage(mails.list(), faults)))
  app.get('/healthz', (c) => c.text('ok'))
  app.route('/', mailRoutes(mails))
  app.route('/', faultRoutes(faults))
  // Another site in the newcomer's browser must not wipe or break the sandbox.
  app.post('/reset', notFromElsewhere, (c) => {
    mails.clear()
    receivers.clear()
    for (const of of Object.values(faults)) of.clear()
    return c.req.header('accept')?.includes('text/html') === true ? c.redirect('/', 303) : c.json({ reset: true })
  })
  app.route(
    '/resend',
    resendSandbox({
      store: mails,
      faults: faults.email,
      clock,
      ...(slowMs === undefined ? {} : { slowMs }),
      ...(emailWebhook === undefined ? {} : { webhook: emailWebhook }),
    }),
  )
  app.route('/google', googleSandbox({ clock, faults: faults['google-identity'], ...(people === undefined ? {} : { people }) }))
  app.route('/turnstile', humanCheckSandbox({ clock, faults: faults['human-check'] }))
  app.route('/hibp', breachedPasswordsSandbox({ faults: faults['breached-passwords'] }))
  // A late answer comes after the 15 s that a sender waits; a test that shortens one shortens the other.
  app.route('/webhook-receiver', receiverSandbox({ desk: receivers, clock, ...(slowMs === undefined ? {} : { lateMs: slowMs }) }))
  app.route('/vendor-webhooks', inboundSandbox(vendors))
  app.route('/sns', snsSandbox())
  const s3 = createS3Sandbox({ clock, faults: faults['object-store'], folder: options.s3Folder, prefix: '/s3' })
  app.all('/s3/*', (c) => s3.fetch(c.req.raw))
  app.route('/dnd', dndSandbox({ clock, faults: faults['dnd-registry'] }))
  return app
}
