import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import type { Clock } from '@mas/kernel/clock'
import type { MailStore } from './mail-store.ts'
import { readMail } from './read-mail.ts'
import type { EmailFaults } from './sandbox-faults.ts'
import { fateOf, steeringOf } from './steering.ts'

export interface SmtpSandboxOptions {
  readonly port: number
  readonly store: MailStore
  readonly faults: EmailFaults
  readonly clock: Clock
  /** How late `slow@` is answered. Default 9 s, one more than our time-out. */
  readonly slowMs?: number
  /** Certificate and key (PEM) to offer STARTTLS, or TLS from the start with `implicit`. Without: plain text only. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly implicit?: boolean }
  /** The only credentials taken; without, none are asked for and all are taken. */
  readonly auth?: { readonly user: string; readonly password: string }
}

export interface SmtpSandbox {
  readonly port: number
  stop(): Promise<void>
}

/** A real SMTP server on the loopback that keeps what it is sent and misbehaves when asked to. */
export async function startSmtpSandbox(options: SmtpSandboxOptions): Promise<SmtpSandbox> {
  const { store, faults, clock, tls, auth } = options
  const server = new SMTPServer({
    banner: 'MAS sandbox',
    authOptional: auth === undefined,
    allowInsecureAuth: tls === undefined,
    hideSTARTTLS: tls === undefined,
    // A look-up would ask the network's name server about loopback.
    disableReverseLookup: true,
    closeTimeout: 100,
    size: 25 * 1_048_576,
    ...(tls === undefined ? {} : { cert: tls.cert, key: tls.key, secure: tls.implicit === true }),
    onConnect: (_session, done) => done(faults.take('unavailable') ? smtpError(421, '4.3.2 try again later') : undefined),
    onAuth({ username, password }, _session, done) {
      const right = auth === undefined || (username === auth.user && password === auth.password)
      if (right) done(undefined, { user: username ?? '' })
      else done(smtpError(535, '5.7.8 credentials invalid'))
    },
    onRcptTo({ address }, _session, done) {
      const how = faults.take('reject', 'limit') ?? steeringOf(address)
      if (how === 'reject') return done(smtpError(550, '5.1.1 no such mailbox'))
      if (how === 'limit') return done(smtpError(451, '4.7.0 too many mails, try again later'))
      done()
    },
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address)
      const steered = to.map(steeringOf).find((steer) => steer !== undefined)
      const how = faults.take('slow', 'drop') ?? steered
      readMail(stream, { to, via: 'smtp', fate: fateOf(steered), receivedAt: clock.now() }).then(
        (mail) => {
          store.add(mail)
          if (how === 'drop') return cutConnection(server, session)
          if (how !== 'slow') return done(undefined, `2.0.0 queued as ${mail.id}`)
          setTimeout(() => done(undefined, `2.0.0 queued as ${mail.id}`), options.slowMs ?? 9_000).unref()
        },
        () => done(smtpError(554, '5.6.0 unreadable mail')),
      )
    },
  })
  // Clients that vanish are part of the game; the server itself goes on.
  server.on('error', () => undefined)
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}

function cutConnection(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of server.connections) {
    if (connection.session === session) connection._socket.destroy()
  }
}

function smtpError(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode })
}
