import { pipeline } from 'node:stream'
import { createGunzip, createGzip, type Gunzip, type Gzip } from 'node:zlib'
import { createHash } from 'node:crypto'
import type { ArchivedRun, ArchiveRow } from '@mas/db/audit'
import { z } from 'zod'
import { canonicalJson } from './canonical-json.ts'
import { linkOf, sha256 } from './proof-rules.ts'

const Line = z.object({ body: z.string(), chain: z.int(), seq: z.int(), hash: z.string() })

/** An archive is gzip over one canonical JSON line an entry, in the order of chain and seq. */
export function packed(rows: AsyncIterable<ArchiveRow>): AsyncIterable<Uint8Array> {
  return through(written(rows), createGzip())
}

/** SHA-256 over the lines that these rows make, hex, and how many they are. */
export async function digestOf(rows: AsyncIterable<ArchiveRow>): Promise<{ digest: string; entries: number }> {
  const hash = createHash('sha256')
  let entries = 0
  for await (const line of written(rows)) {
    hash.update(line)
    entries++
  }
  return { digest: hash.digest('hex'), entries }
}

async function* written(rows: AsyncIterable<ArchiveRow>): AsyncGenerator<string> {
  for await (const { body, chain, seq, hash } of rows) yield `${canonicalJson({ body, chain, hash, seq })}\n`
}

export interface ArchiveReading {
  /** SHA-256 over the lines, hex. */
  readonly digest: string
  readonly entries: number
  /** Unbroken runs of seq, chain by chain. */
  readonly runs: ArchivedRun[]
  /** First entry whose link does not follow. */
  readonly broken: { chain: number; seq: number } | undefined
}

/** Reads an archive back in constant memory and recomputes every link; `headBefore` gives the head in front of a run. */
export async function readArchive(
  bytes: AsyncIterable<Uint8Array>,
  headBefore: (chain: number, seq: number) => Promise<string | undefined>,
): Promise<ArchiveReading> {
  const hash = createHash('sha256')
  const runs: ArchivedRun[] = []
  let entries = 0
  let broken: ArchiveReading['broken']
  for await (const line of linesOf(through(bytes, createGunzip()))) {
    hash.update(`${line}\n`)
    entries++
    const entry = Line.parse(JSON.parse(line))
    const run = runs.at(-1)
    const follows = run !== undefined && run.chain === entry.chain && run.seq + 1 === entry.seq
    const previous = follows ? run.head : await headBefore(entry.chain, entry.seq)
    if (previous === undefined || linkOf(previous, entry.seq, sha256(entry.body)) !== entry.hash)
      broken ??= { chain: entry.chain, seq: entry.seq }
    if (follows) Object.assign(run, { seq: entry.seq, head: entry.hash })
    else runs.push({ chain: entry.chain, from_seq: entry.seq, seq: entry.seq, head: entry.hash })
  }
  return { digest: hash.digest('hex'), entries, runs, broken }
}

/** Where the source fails or the reader stops, the other end is told: `pipe` would leave it waiting. */
function through(source: AsyncIterable<Uint8Array | string>, transform: Gzip | Gunzip): AsyncIterable<Uint8Array> {
  return pipeline(source, transform, () => {
    // Whoever reads the transform is told by the same error.
  })
}

async function* linesOf(chunks: AsyncIterable<unknown>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) continue
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    yield* parts
  }
  if (rest !== '') yield rest
}
