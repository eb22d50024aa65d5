import type { ArchivedRun } from '@mas/db/audit'
import { AppError, type Ctx, type ProviderAnswer } from '@mas/kernel'
import { z } from 'zod'
import { readArchive } from './archive-format.ts'
import { canonicalJson } from './canonical-json.ts'

const Runs = z.array(z.object({ chain: z.int(), from_seq: z.int(), seq: z.int(), head: z.string() }))

/** What an archive holds, kept beside it under the same lock: a month is gigabytes, its runs are a page. */
export function runsKey(archive: string): string {
  return `${archive}.runs.json`
}

export function runsContent(runs: readonly ArchivedRun[]): Uint8Array {
  return Buffer.from(canonicalJson(inOrder(runs)))
}

/** The runs that the store says lie in an archive, chain by chain; null where it holds nothing that can be read. */
export async function archivedIn(ctx: Ctx, archive: string): Promise<ProviderAnswer<ArchivedRun[] | null>> {
  const { store } = ctx.ports.auditArchive
  const kept = await store.read(runsKey(archive))
  if (kept.outcome !== 'ok') return kept
  const { value: page } = kept
  if (page !== null) return reading(async () => Runs.parse(JSON.parse(Buffer.concat(await Array.fromAsync(page)).toString())))
  // An archive of before there was such a page is read itself.
  const whole = await store.read(archive)
  if (whole.outcome !== 'ok') return whole
  const { value: bytes } = whole
  return reading(async () => (bytes === null ? null : inOrder((await readArchive(bytes, async () => undefined)).runs)))
}

/** A download that breaks off says nothing; anything else that cannot be read is not what was written. */
async function reading(read: () => Promise<ArchivedRun[] | null>): Promise<ProviderAnswer<ArchivedRun[] | null>> {
  try {
    return { outcome: 'ok', value: await read() }
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'request.unavailable')
      return { outcome: 'refused', reason: thrown.message, retry: 'later' }
    return { outcome: 'ok', value: null }
  }
}

function inOrder(runs: readonly ArchivedRun[]): ArchivedRun[] {
  return runs.toSorted((a, b) => a.chain - b.chain || a.seq - b.seq)
}
