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
    const file = await openLink(visitorCtx(deps, c), c.req.param('id'), new URL(c.req.url).searchParams, range)
    return download(file, range)
  })
  return app
}

async function download(file: LinkedFile, rangeHeader: string | undefined): Promise<Response> {
  const headers = new Headers({
    'content-type': file.type,
    'content-disposition': contentDisposition(file.disposition, file.name),
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-site',
    'cache-control': 'private, no-store',
    'accept-ranges': 'bytes',
  })
  if (file.redirect !== undefined) {
    headers.set('location', file.redirect)
    return new Response(null, { status: 302, headers })
  }
  const range = byteRange(rangeHeader, file.size)
  if (range.kind === 'unsatisfiable') {
    headers.set('content-range', `bytes */${file.size}`)
    return new Response(null, { status: 416, headers })
  }
  if (range.kind === 'whole') {
    headers.set('content-length', String(file.size))
    return new Response(await file.open(), { headers })
  }
  headers.set('content-range', `bytes ${range.from}-${range.to - 1}/${file.size}`)
  headers.set('content-length', String(range.to - range.from))
  const blob = await file.open()
  return new Response(blob.slice(range.from, range.to), { status: 206, headers })
}
