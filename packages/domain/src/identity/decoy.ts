import { shareOfOldHashes } from '@mas/db/identity'
import type { Ctx, Infra } from '@mas/kernel'

const lookAgainMs = 600_000
const seen = new WeakMap<Infra, { readonly share: number; readonly untilMs: number }>()

/**
 * Which kind of hash an address without one is compared with. Hashes that were taken over from the system before this one
 * take longer than ours, so where every address without an account took as long as ours do, time would tell who has come
 * from there. An address without a hash therefore behaves like an old one as often as real ones are, and always alike.
 */
export async function decoyFor(ctx: Ctx, address: string): Promise<'argon2id' | 'bcrypt'> {
  const drawn = Buffer.from(ctx.infra.keys.mac('identity.decoy', address)).readUInt32BE() / 2 ** 32
  return drawn < (await shareOf(ctx)) ? 'bcrypt' : 'argon2id'
}

async function shareOf({ infra, db, clock }: Ctx): Promise<number> {
  const nowMs = clock.now().getTime()
  const known = seen.get(infra)
  if (known !== undefined && nowMs < known.untilMs && nowMs >= known.untilMs - lookAgainMs) return known.share
  const share = await shareOfOldHashes(db)
  seen.set(infra, { share, untilMs: nowMs + lookAgainMs })
  return share
}
