/**
 * Files side by side with what they cannot be faster than: signing a link against reading one row and signing,
 * downloads against a bare file server, memory while many uploads run, and what each list and sweep reads of a large table.
 */
import { open } from 'node:fs/promises'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, rows, sql } from '@mas/db'
import { findObject } from '@mas/db/files'
import { fileKeysFrom, filesFor } from '@mas/domain/files'
import { anonymous, inTx, newId, silentLog, system, systemClock } from '@mas/kernel'
import { openRuntime } from '@mas/platform'
import { localFolderStore } from '@mas/providers/object-store'
import { cloneDatabase } from '@mas/testing/template'
import { unwiredPorts } from '@mas/testing/unwired-ports'
import { createApp } from '../apps/api/src/app.ts'
import { serveOnBun } from '../apps/api/src/serve-bun.ts'
import { linkIdOf, linkPath } from '../packages/domain/src/files/link-rules.ts'
import { touchedByEach } from './files/queries.ts'
import { seedFiles } from './files/seed.ts'
import { finish, type Figure } from './measure/finish.ts'
import { sized } from './measure/scale.ts'
import { printFigures, sideBySide } from './measure/side-by-side.ts'

const [rowCount, seconds, uploads, uploadMib] = sized({
  quick: [10_000, 0.3, 10, 5],
  standard: [50_000, 1, 20, 20],
  full: [Number(Bun.env['MAS_BENCH_FILES'] ?? 10_000_000), 2, 50, 100],
} as const)
const mebibyte = 1_048_576
const folder = mkdtempSync(join(tmpdir(), 'mas-bench-files-'))
const fileKeys = fileKeysFrom(new Uint8Array(32).fill(1))
const database = await cloneDatabase()
const runtime = await openRuntime({
  databaseUrl: database.url,
  process: 'tool',
  poolSize: 16,
  log: silentLog,
  ports: unwiredPorts({ fileStore: localFolderStore(folder), fileKeys }),
  secret: Buffer.alloc(32, 7).toString('base64'),
  publicUrl: 'http://localhost',
  clock: systemClock,
})
const files = filesFor('leads')
const ctx = () => runtime.ctx(system('bench'), { requestId: newId() })
const app = createApp({ runtime, publicUrl: 'http://localhost', corsOrigins: [], trustedProxies: 0, resolveActor: async () => anonymous })
const ours = serveOnBun(app, 0)

const looking = await connect({ url: database.url, poolSize: 1, applicationName: 'mas-bench', statementTimeoutMs: 3_600_000 })
await seedFiles(looking, rowCount)
const touched = await touchedByEach(looking)
await looking.close()
console.log(`\nRows read for each one asked for, ${rowCount} files`)
for (const { name, perRow, ms } of touched)
  console.log(`  ${name.padEnd(30)} ${perRow.toFixed(2).padStart(9)}  ${ms.toFixed(0).padStart(6)} ms`)
const ids = (
  await rows<{ id: string }>(
    runtime.driver.db,
    sql`select id from files.objects tablesample system (${Math.min(10, 10_000_000 / rowCount)}::float4) where state = 'stored' limit 5000`,
  )
).map(({ id }) => id)
let next = 0
const anId = () => ids[next++ % ids.length] ?? ''

const signing = await sideBySide(
  [
    {
      name: 'one row by key, and a signature',
      once: async () => {
        const fileId = anId()
        await findObject(runtime.driver.db, fileId)
        linkPath(fileKeys, {
          fileId,
          disposition: 'attachment',
          expires: 1_900_000_000,
          linkId: linkIdOf(newId(), 'system:bench', undefined),
        })
      },
    },
    { name: 'signLink', once: () => files.signLink(ctx(), { fileId: anId() }) },
  ],
  { seconds, rounds: 3, callers: 16 },
)
printFigures(`Signing, ${rowCount} rows`, signing)

const downloads: Record<string, Awaited<ReturnType<typeof sideBySide>>> = {}
for (const size of [mebibyte, 32 * mebibyte]) {
  const fileId = await files.putGenerated(ctx(), { purpose: 'export', ownerRef: 'bench', name: 'a.csv' }, filling(size))
  const [row] = await rows<{ key: string }>(runtime.driver.db, sql`select storage_key as key from files.objects where id = ${fileId}::uuid`)
  const path = join(folder, 'objects', row?.key ?? '')
  const bare = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response(Bun.file(path)) })
  const { url } = await files.signLink(ctx(), { fileId, ttlSeconds: 86_400 })
  const get = async (address: string) => {
    const { byteLength } = await (await fetch(address)).arrayBuffer()
    if (byteLength !== size) throw new Error(`${address} sent ${byteLength} bytes`)
  }
  const contenders = [
    { name: 'bare file server', once: () => get(bare.url.href) },
    { name: 'our route', once: () => get(ours.url + url) },
  ]
  downloads[`${size / mebibyte} MiB`] = await sideBySide(contenders, { seconds, rounds: 3, callers: size > mebibyte ? 4 : 16 })
  printFigures(`Downloads of ${size / mebibyte} MiB`, downloads[`${size / mebibyte} MiB`] ?? [])
  await bare.stop(true)
}

const bareReceiver = Bun.serve({ port: 0, hostname: '127.0.0.1', idleTimeout: 30, maxRequestBodySize: 2 ** 40, fetch: receiveBare })
const memory = {
  bare: await growthWhileUploading(Array.from({ length: uploads }, () => ({ url: bareReceiver.url.href, ticket: '' }))),
  ours: await growthWhileUploading(await ticketTargets()),
}
await bareReceiver.stop(true)
console.log(`\n${uploads} uploads of ${uploadMib} MiB at once`)
for (const [name, { growthMib, mibPerSecond }] of Object.entries(memory))
  console.log(`  ${name.padEnd(10)} resident memory grew by ${growthMib.toFixed(0)} MiB at most (bar 64), ${mibPerSecond.toFixed(0)} MiB/s`)
await ours.stop(0)
await runtime.close()
await database.drop()
rmSync(folder, { recursive: true, force: true })
const ratioOf = (side: readonly { perSecond: number; ratio: number }[]) => ({
  ours: `${side[1]?.perSecond.toFixed(0)}/s`,
  reference: `${side[0]?.perSecond.toFixed(0)}/s`,
  value: side[1]?.ratio ?? Number.NaN,
})
const most = touched.toSorted((a, b) => b.perRow - a.perRow)[0]
const figures: Figure[] = [
  {
    what: `rows read for one asked for, most of ${touched.length} ways, ${rowCount} files`,
    ours: `${most?.name} ${most?.perRow.toFixed(1)}`,
    reference: '',
    value: most?.perRow ?? Number.NaN,
    bar: '<= 10',
  },
  { what: 'signing a link / one row by key and a signature', ...ratioOf(signing), bar: '>= 0.5' },
  ...Object.entries(downloads).map(([size, side]): Figure => ({
    what: `download of ${size} / bare file server`,
    ...ratioOf(side),
    bar: '>= 0.7',
  })),
  {
    what: `growth in MiB while ${uploads} files of ${uploadMib} MiB arrive`,
    ours: `${memory.ours.growthMib.toFixed(0)} MiB, ${memory.ours.mibPerSecond.toFixed(0)} MiB/s`,
    reference: `bare receiver ${memory.bare.growthMib.toFixed(0)} MiB, ${memory.bare.mibPerSecond.toFixed(0)} MiB/s`,
    value: memory.ours.growthMib,
    bar: '<= 64',
  },
]
await finish({
  sizes: { rowCount, seconds, uploads, uploadMib },
  figures,
  verified: ['every download was as long as its file', `all ${uploads} uploads of each side were taken`],
  detail: { signing, downloads, memory, touched },
})
process.exit()

async function* filling(size: number): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(mebibyte).fill(0x61)
  for (let left = size; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length))
}

/** What any receiver on this runtime needs: it writes pieces down as they come. */
async function receiveBare(request: Request): Promise<Response> {
  const file = await open(join(folder, crypto.randomUUID()), 'wx')
  for await (const piece of request.body ?? filling(0)) await file.write(piece)
  await file.close()
  return new Response()
}

async function ticketTargets(): Promise<{ url: string; ticket: string }[]> {
  const file = { purpose: 'import', ownerRef: 'bench', name: 'a.csv', size: uploadMib * mebibyte } as const
  const tickets = await Promise.all(Array.from({ length: uploads }, () => inTx(ctx(), (t) => files.createTicket(t, fileKeys, file))))
  return tickets.map(({ fileId, ticket }) => ({ url: `${ours.url}/files/upload/${fileId}`, ticket }))
}

/** The senders are a process of their own, so that only the receiver's memory is seen. */
async function growthWhileUploading(
  targets: readonly { url: string; ticket: string }[],
): Promise<{ growthMib: number; mibPerSecond: number }> {
  Bun.gc(true)
  const before = process.memoryUsage.rss()
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 50)
  const started = performance.now()
  const send = join(import.meta.dir, 'files', 'send.ts')
  const child = Bun.spawn([process.execPath, send, JSON.stringify({ targets, mib: uploadMib })], { stdout: 'pipe', stderr: 'inherit' })
  const taken = Number(await new Response(child.stdout).text())
  clearInterval(watch)
  if (taken !== uploads) throw new Error(`only ${taken} of ${uploads} uploads were taken`)
  const elapsed = (performance.now() - started) / 1000
  return { growthMib: (most - before) / mebibyte, mibPerSecond: (uploads * uploadMib) / elapsed }
}
