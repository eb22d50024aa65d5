import type { ChainFault } from '@mas/contracts/audit'
import { findUntoldDestruction, liveSubjectKeys } from '@mas/db/audit'
import type { Ctx } from '@mas/kernel'
import { keysOf } from './subject-keys.ts'

const page = 1_000

/** Every key that is not destroyed opens, and every one that is was destroyed by an erasure: whoever exchanges or takes one away takes what it sealed. */
export async function keysFault(ctx: Ctx): Promise<ChainFault | null> {
  const keys = keysOf(ctx)
  for (let after = ''; ;) {
    const found = await liveSubjectKeys(ctx.db, after, page)
    const broken = found.find(
      ({ subject_id: id, wrapped_key: wrapped }) => keys.unwrap(Buffer.from(wrapped ?? '', 'base64'), id) === undefined,
    )
    if (broken !== undefined) {
      ctx.log.error('audit subject key does not open', { subjectId: broken.subject_id })
      return { chain: null, seq: null, kind: 'key-mismatch' }
    }
    after = found.at(-1)?.subject_id ?? ''
    if (found.length < page) break
  }
  const untold = await findUntoldDestruction(ctx.db)
  if (untold === undefined) return null
  ctx.log.error('audit subject key was destroyed by no erasure', { subjectId: untold })
  return { chain: null, seq: null, kind: 'key-mismatch' }
}
