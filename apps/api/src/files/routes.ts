import { contentDisposition, openLink, receiveBytes, ticketHeader, type LinkedFile } from '@mas/domain/files'
import { anonymous, kindTable, newId, toAppError, type Ctx } from '@mas/kernel'
import { Hono } from 'hono'
import type { ApiDeps } from '../deps.ts'
import { byteRange } from './byte-range.ts'

/**
 * The two addresses that carry file bytes. Neither asks who is calling: a signed ticket or link is the permission.
 */
export function fileRoutes(deps: Pick<ApiDeps, 'runtime'>): Hono {
  const app = new Hono()
  const ctxOf = (requestId: string) => deps.runtime.ctx(anonymous, { requestId })

  app.put('/files/upload/:id', (c) =>
    answering(ctxOf, async (ctx) => {
      const body: AsyncIterable<Uint8Array> = c.req.raw.body ?? nothing()
      return Response.json(await receiveBytes(ctx, c.req.param('id'), c.req.header(ticketHeader) ?? '', body))
    }),
  )
  app.get('/f/:id', (c) =>
    answering(ctxOf, async (ctx) => {
      const file = await openLink(ctx, c.req.param('id'), new URL(c.req.url).searchParams)
      return download(file, c.req.header('range'))
    }),
  )
  return app
}

async function download(file: LinkedFile, rangeHeader: string | undefined): Promise<Response> {
  const headers = new Headers({
    'content-type': file.type,
    'content-disposition': contentDisposition(file.disposition, file.name),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-site',
    'cache-control': 'private, no-store',
    'accept-ranges': 'bytes',
  })
  const range = byteRange(rangeHeader, file.size)
  if (range.kind === 'unsatisfiable') {
    headers.set('content-range', `bytes */${file.size}`)
    return new Response(null, { status: 416, headers })
  }
  if (range.kind === 'whole') {
    headers.set('content-length', String(file.size))
    return new Response(await file.read(), { headers })
  }
  headers.set('content-range', `bytes ${range.from}-${range.to - 1}/${file.size}`)
  headers.set('content-length', String(range.to - range.from))
  return new Response(await file.read(range), { status: 206, headers })
}

async function answering(ctxOf: (requestId: string) => Ctx, work: (ctx: Ctx) => Promise<Response>): Promise<Response> {
  const requestId = newId()
  const ctx = ctxOf(requestId)
  try {
    return await work(ctx)
  } catch (thrown) {
    const { code, kind, message, details } = toAppError(thrown)
    if (kind === 'internal') ctx.log.error('file route failed', { error: thrown instanceof Error ? thrown.name : 'unknown' })
    return Response.json({ error: { code, kind, message, details, requestId } }, { status: kindTable[kind].http })
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
