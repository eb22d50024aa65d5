import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'

export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** `none` is for loopback only; `starttls` refuses to go on without an upgrade. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly auth?: { readonly user: string; readonly password: string }
  /** Extra trusted certificate, PEM. */
  readonly ca?: string
  /** Longest silence of the server at any step. Default 8 s. */
  readonly timeoutMs?: number
}

/** How far the conversation had come; from `data` on, the server may have the whole mail. */
export type SmtpStage = 'connect' | 'login' | 'envelope' | 'data'

export type SmtpEnd =
  | { readonly end: 'accepted' }
  | {
      readonly end: 'failed'
      readonly stage: SmtpStage
      /** The system's error code where there is one, such as ECONNREFUSED, otherwise nodemailer's. */
      readonly code: string
      /** The server's reply, where there was one: it makes the failure definite. */
      readonly replyCode?: number
      readonly reply?: string
    }

export interface SmtpEnvelope {
  readonly from: string
  readonly to: string
}

/** One connection, one mail. Never throws for what the server or the network does. */
export function converse(server: SmtpServer, envelope: SmtpEnvelope, mime: Buffer): Promise<SmtpEnd> {
  const timeoutMs = server.timeoutMs ?? 8_000
  const connection = new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    ...(server.ca === undefined ? {} : { tls: { ca: server.ca } }),
  })
  return new Promise((resolve) => {
    let stage: SmtpStage = 'connect'
    const fail = (thrown: unknown) => {
      clearTimeout(ceiling)
      // Before closing: closing announces an end, which is a failure of its own and must not be the first.
      resolve({ end: 'failed', stage, ...factsOf(thrown) })
      connection.close()
    }
    // A server that drips a byte now and then never trips the socket time-out.
    const ceiling = setTimeout(() => fail({ code: 'ETIMEDOUT' }), timeoutMs * 6)
    const message = messageStream(mime, () => {
      stage = 'data'
    })
    const send = () => {
      stage = 'envelope'
      connection.send({ from: envelope.from, to: [envelope.to], size: mime.byteLength }, message, (error) => {
        if (error) return fail(error)
        clearTimeout(ceiling)
        connection.quit()
        resolve({ end: 'accepted' })
      })
    }
    connection.on('error', fail)
    connection.on('end', () => fail({ code: 'ECONNECTION' }))
    connection.connect((error) => {
      if (error) return fail(error)
      if (server.auth === undefined) return send()
      stage = 'login'
      const credentials = { user: server.auth.user, pass: server.auth.password }
      connection.login({ credentials }, (refusal) => (refusal ? fail(refusal) : send()))
    })
  })
}

/** The mail as a stream, because a stream tells when the server has said 354 and the body begins to flow. */
function messageStream(mime: Buffer, onFirstRead: () => void): Readable {
  return new Readable({
    read() {
      onFirstRead()
      this.push(mime)
      this.push(null)
    },
  })
}

function factsOf(thrown: unknown): { code: string; replyCode?: number; reply?: string } {
  if (typeof thrown !== 'object' || thrown === null) return { code: 'UNKNOWN' }
  const own = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'UNKNOWN'
  const code = 'originalCode' in thrown && typeof thrown.originalCode === 'string' ? thrown.originalCode : own
  if (!('responseCode' in thrown) || typeof thrown.responseCode !== 'number') return { code }
  const reply = 'response' in thrown && typeof thrown.response === 'string' ? thrown.response : ''
  return { code, replyCode: thrown.responseCode, reply }
}
