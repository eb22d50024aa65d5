import { rows, sql } from '@mas/db'
import { inTx } from '@mas/kernel'
import { refusalOf } from '@mas/testing'
import { afterAll, expect, test } from 'bun:test'
import { useFileDesk } from './fixtures/file-desk.ts'

const desk = useFileDesk()
const wav = new Uint8Array([...Buffer.from('RIFF'), 36, 0, 0, 0, ...Buffer.from('WAVEfmt '), ...new Uint8Array(100_000)])
let busy = 0
const asked: string[] = []
const provider = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch(request) {
    const { pathname } = new URL(request.url)
    asked.push(`${pathname} ${request.headers.get('authorization') ?? ''}`)
    if (pathname === '/busy.wav' && busy-- > 0) return new Response('later', { status: 503 })
    if (pathname === '/moved.wav') return Response.redirect('http://169.254.169.254/latest/meta-data', 302)
    if (pathname === '/gone.wav') return new Response('no', { status: 404 })
    if (pathname === '/huge.wav') return new Response(new Uint8Array(3 * 1_048_576))
    if (pathname === '/text.wav') return new Response('not a sound')
    return new Response(wav)
  },
})
afterAll(() => provider.stop(true))

const ask = (path: string, more: { fileId?: string } = {}) =>
  inTx(desk.harness.ctx(desk.admin), (t) =>
    desk.hiring.importFromUrl(t, {
      purpose: 'call-audio',
      ownerRef: 'call:1',
      name: 'call.wav',
      url: path.startsWith('http') ? path : `${provider.url.origin}${path}`,
      allowHosts: ['127.0.0.1'],
      headers: { authorization: 'Basic c2VjcmV0' },
      mode: 'sandbox',
      ...more,
    }),
  )
const end = async (fileId: string) => {
  const [row] = await rows<{ state: string; reject_reason: string | null }>(
    desk.db(),
    sql`select state, reject_reason from files.objects where id = ${fileId}::uuid`,
  )
  return [row?.state, row?.reject_reason]
}

const refusals = (fileId: string) =>
  rows(
    desk.db(),
    sql`select data ->> 'ownerDomain' as owner, data ->> 'ownerRef' as ref, data ->> 'reason' as reason
        from events.outbox where name = 'files.refused' and data ->> 'fileId' = ${fileId}`,
  )

test('a recording of a provider is fetched by a job, checked like an upload, and told of when it is there', async () => {
  const fileId = await ask('/call.wav')
  expect(await refusalOf(desk.hiring.signLink(desk.harness.ctx(desk.admin), { fileId }))).toBe('files.not-ready')
  // Nobody who reads the queue learns the provider's password or address.
  const [job] = await rows<{ data: unknown }>(desk.db(), sql`select data from pgboss.job where name = 'files.import-from-url' limit 1`)
  expect(JSON.stringify(job)).not.toMatch(/c2VjcmV0|call\.wav/)
  expect((await desk.harness.drain()).dead).toEqual([])
  expect(await end(fileId)).toEqual(['stored', null])
  expect(asked.at(-1)).toBe('/call.wav Basic c2VjcmV0')
  const events = await rows(
    desk.db(),
    sql`select 1 as one from events.outbox where name = 'files.stored' and data ->> 'fileId' = ${fileId}`,
  )
  expect(events).toHaveLength(1)
})

test('asked for twice under one id it is fetched once', async () => {
  const fileId = '01990000-0000-7000-8000-00000000f11e'
  await Promise.all([ask('/once.wav', { fileId }), ask('/once.wav', { fileId })])
  await desk.harness.drain()
  expect(asked.filter((line) => line.startsWith('/once.wav'))).toHaveLength(1)
})

test('a busy provider is asked again; one that is gone, sends elsewhere, too much or something else ends in a refusal', async () => {
  busy = 2
  const late = await ask('/busy.wav')
  expect((await desk.harness.drain()).dead).toEqual([])
  expect(await end(late)).toEqual(['stored', null])
  await desk.setting('files.max-mib.call-audio', 1)
  const refused: [string, string][] = [
    ['/gone.wav', 'files.source-refused'],
    ['/moved.wav', 'files.source-refused'],
    ['/huge.wav', 'files.too-large'],
    ['/text.wav', 'files.type-mismatch'],
    ['https://intern.example/a.wav', 'files.source-refused'],
    ['http://10.0.0.7/a.wav', 'files.source-refused'],
    ['ftp://127.0.0.1/a.wav', 'files.source-refused'],
  ]
  for (const [path, code] of refused) {
    const fileId = await ask(path)
    expect((await desk.harness.drain()).dead).toEqual([])
    expect([path, ...(await end(fileId))]).toEqual([path, 'rejected', code])
    expect(await refusals(fileId)).toEqual([{ owner: 'hiring', ref: 'call:1', reason: code }])
  }
  expect(asked.join()).not.toContain('meta-data')
})
