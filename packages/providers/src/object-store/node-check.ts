import { silentLog } from '@mas/kernel/log'
import { systemClock } from '@mas/kernel/clock'
import { createImageCodec } from '../image-codec/index.ts'
import { createS3 } from '../s3/index.ts'
import { createClamd } from '../virus-scanner/index.ts'
import { localFolderStore, s3ObjectStore } from './index.ts'

/** What stores, scanner and pictures promise, told as one line of JSON: a test runs this on every runtime and compares. */
const [folder = '', bucketUrl = '', region = '', accessKeyId = '', secretAccessKey = '', clamdPort = ''] = process.argv.slice(2)
const bucket = bucketUrl.split('/').at(-1) ?? ''
const s3 = createS3({ bucketUrl, bucket, region, accessKeyId, secretAccessKey, clock: systemClock, log: silentLog })
const told: unknown[] = []

for (const store of [localFolderStore(folder), s3ObjectStore({ s3, spoolFolder: `${folder}/spool`, log: silentLog })]) {
  const key = `check/${crypto.randomUUID()}`
  told.push(
    await store.put(key, pieces('hel', 'lo'), 5),
    await store.put(key, pieces('other'), 5),
    await store.put(`${key}b`, pieces('123456'), 5),
  )
  const blob = await store.open(key)
  told.push(
    await new Response(await store.read(key, { from: 1, to: 3 })).text(),
    blob?.size,
    await blob?.slice(-2).text(),
    (await store.stat(key))?.size,
  )
  told.push(await new Response(blob?.stream()).text())
  const uploadId = await store.parts.begin(`${key}p`, 'video/webm')
  await store.parts.put(`${key}p`, uploadId, 1, pieces('part'), 9)
  told.push(await store.parts.complete(`${key}p`, uploadId, (await store.parts.list(`${key}p`, uploadId)) ?? []))
  told.push(await store.move(key, `orphans/${key}`), await store.stat(key), (await store.parts.pending()).length)
}
const clamd = createClamd({ mode: 'sandbox', host: '127.0.0.1', port: Number(clamdPort) })
told.push(await clamd.scan(pieces('clean')))
const square = 'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg=='
const made = await createImageCodec().reencode(Uint8Array.from(Buffer.from(square, 'base64')), 'image/png', 100)
told.push(made?.width, made?.bytes.length)
console.log(JSON.stringify(told))

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text)
}
