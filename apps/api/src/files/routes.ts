import { contentDisposition, openLink, receiveBytes, receivePart, ticketHeader, type LinkedFile } from '@mas/domain/files'
import { Hono } from 'hono'
import { visitorCtx } from '../auth/auth-ctx.ts'
import type { ApiDeps } from '../deps.ts'
import type { EdgeEnv } from '../http/edge-env.ts'
import { incomingBody } from '../http/incoming-body.ts'
import { uploadSteadiness } from '../http/steady-body.ts'
import { byteRange } from './byte-range.ts'

/**
 * The addresses that carry file bytes. None asks who is calling: a signed ticket or link is the permission.
 * Refusals go up to the app, which words them.
 */
export function fileRoutes(deps: ApiDeps): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>()
  app.put('/files/upload/:id', async (c) => {
    const body = incomingBody(c.req.raw, c.env, uploadSteadiness)
    return c.json(await receiveBytes(visitorCtx(deps, c), c.req.param('id'), c.req.header(ticketHeader) ?? '', body))
  })
  app.put('/files/upload/:id/parts/:n', async (c) => {
    const body = incomingBody(c.req.raw, c.env, uploadSteadiness)
    const upload = { fileId: c.req.param('id'), number: Number(c.req.param('n')), ticket: c.req.header(ticketHeader) ?? '' }
    const part = await receivePart(visitorCtx(deps, c), upload, body)
    return c.json(part, 200, { etag: part.etag })
  })
  app.get('/f/:id', async (c) => {
    const range = c.req.header('range')
    const headersOnly = c.req.method === 'HEAD'
    const file = await openLink(visitorCtx(deps, c), c.req.param('id'), new URL(c.req.url).searchParams, { range, headersOnly })
    return download(file, { range, headersOnly, ifRange: c.req.header('if-range'), ifNoneMatch: c.req.header('if-none-match') })
  })
  return app
}

interface Asked {
  readonly headersOnly: boolean
  readonly range: string | undefined
  readonly ifRange: string | undefined
  readonly ifNoneMatch: string | undefined
}

async function download(file: LinkedFile, asked: Asked): Promise<Response> {
  // Bytes never change, so the id names them; by it a download that broke goes on, and with another's id it begins anew.
  const etag = `"${file.id}"`
  const headers = new Headers({
    etag,
    'content-type': file.type,
    'content-disposition': contentDisposition(file.disposition, file.name),
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-site',
    'cache-control': 'private, no-store',
    'accept-ranges': 'bytes',
    // Bun writes a date of its own in four pieces, each a packet to the receiver, once a handler has waited for something.
    date: new Date().toUTCString(),
  })
  if (file.redirect !== undefined) {
    headers.set('location', file.redirect)
    return new Response(null, { status: 302, headers })
  }
  if (asked.ifNoneMatch?.split(',').some((one) => one.trim() === etag) === true) return new Response(null, { status: 304, headers })
  const range = byteRange(asked.ifRange === undefined || asked.ifRange === etag ? asked.range : undefined, file.size)
  if (range.kind === 'unsatisfiable') {
    headers.set('content-range', `bytes */${file.size}`)
    return new Response(null, { status: 416, headers })
  }
  if (range.kind === 'whole') {
    headers.set('content-length', String(file.size))
    return new Response(asked.headersOnly ? null : await file.open(), { headers })
  }
  headers.set('content-range', `bytes ${range.from}-${range.to - 1}/${file.size}`)
  headers.set('content-length', String(range.to - range.from))
  const blob = await file.open()
  return new Response(blob.slice(range.from, range.to), { status: 206, headers })
}
