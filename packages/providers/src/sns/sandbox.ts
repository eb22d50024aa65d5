import { Hono } from 'hono'
import { sandboxCertificate } from './sandbox-certificate.ts'

/** What Amazon itself serves: the certificate that signs, and where subscriptions are confirmed. */
export function snsSandbox(): Hono {
  const app = new Hono()
  app.get('/certificate.pem', (c) => c.text(sandboxCertificate.cert))
  app.get('/subscription', (c) =>
    c.req.query('Action') === 'ConfirmSubscription' ? c.text('<ConfirmSubscriptionResponse/>') : c.notFound(),
  )
  return app
}
