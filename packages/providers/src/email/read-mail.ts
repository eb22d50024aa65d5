import type { Readable } from 'node:stream'
import { simpleParser } from 'mailparser'
import { newId } from '@mas/kernel/ids'
import type { SandboxMail } from './sandbox-mail.ts'

export interface Receipt {
  readonly to: readonly string[]
  readonly via: string
  readonly fate: SandboxMail['fate']
  readonly receivedAt: Date
}

/** Parses what came over the wire into what the sandbox keeps. */
export async function readMail(mime: Readable | Buffer, receipt: Receipt): Promise<SandboxMail> {
  const parsed = await simpleParser(mime, { skipImageLinks: true, skipTextToHtml: true })
  return {
    id: newId(receipt.receivedAt.getTime()),
    receivedAt: receipt.receivedAt.toISOString(),
    via: receipt.via,
    fate: receipt.fate,
    messageId: parsed.messageId ?? '',
    from: parsed.from?.text ?? '',
    to: [...receipt.to],
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: typeof parsed.html === 'string' ? parsed.html : '',
    headers: parsed.headerLines.map(({ line }) => splitHeader(line)),
    attachments: parsed.attachments.map((part) => ({
      filename: part.filename ?? 'attachment',
      contentType: part.contentType,
      size: part.content.byteLength,
      contentBase64: part.content.toString('base64'),
    })),
  }
}

function splitHeader(line: string): [string, string] {
  const at = line.indexOf(':')
  return [
    line.slice(0, at).trim(),
    line
      .slice(at + 1)
      .replace(/\r?\n[ \t]+/g, ' ')
      .trim(),
  ]
}
