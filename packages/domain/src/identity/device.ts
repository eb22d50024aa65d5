import { findDevice, insertDevice } from '@mas/db/identity'
import { AppError, newId, type Ctx, type TxCtx } from '@mas/kernel'
import { hashOf, newSecret } from './secrets.ts'

const knownForMs = 30 * 24 * 3_600_000

interface KnownDevice {
  readonly deviceId: string
  /** The person's present second factor was shown on it. */
  readonly factorShown: boolean
}

/** The person's own device behind a proof, if it is still known; another person's proof is worth nothing. */
export async function knownDevice(ctx: Ctx, userId: string | undefined, proof: string | undefined): Promise<KnownDevice | undefined> {
  if (proof === undefined) return undefined
  const device = await findDevice(ctx.db, hashOf(proof))
  if (device === undefined || device.userId !== userId || device.revokedAt !== null || device.expiresAt <= ctx.clock.now()) return undefined
  return { deviceId: device.id, factorShown: device.factorAt !== null }
}

/**
 * A known device has a budget of its own: whoever shares its network, a whole college behind one address, uses up
 * none of it. Everybody else is counted by network.
 */
export function takeRateOf(ctx: Ctx, device: KnownDevice | undefined): Promise<void> {
  return ctx.infra.takeRate(ctx, { rate: 'auth' }, device && `device:${device.deviceId}`)
}

/**
 * Where nobody has said yet who they are, callers are counted by network; where the neighbours have used that up, a
 * device that some person is known by goes on with a budget of its own. A made-up proof costs one read and is refused.
 */
export async function takeRateAtDoor(ctx: Ctx, rate: 'auth' | 'write', proof: string | undefined): Promise<void> {
  try {
    await ctx.infra.takeRate(ctx, { rate })
  } catch (thrown) {
    const device = proof !== undefined && isOverBudget(thrown) ? await findDevice(ctx.db, hashOf(proof)) : undefined
    if (device === undefined || device.revokedAt !== null) throw thrown
    await ctx.infra.takeRate(ctx, { rate }, `device:${device.id}`)
  }
}
function isOverBudget(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === 'request.too-many'
}

/** Part: makes this caller's device known. The proof is told once and stored only as a hash. */
export async function rememberDevice(t: TxCtx, userId: string): Promise<{ deviceId: string; deviceProof: string }> {
  const now = t.clock.now()
  const deviceId = newId(now.getTime())
  const deviceProof = newSecret('mdp')
  await insertDevice(t.tx, {
    id: deviceId,
    userId,
    proofHash: hashOf(deviceProof),
    label: t.client?.userAgent.slice(0, 200) ?? null,
    platform: t.platform,
    now,
    expiresAt: new Date(now.getTime() + knownForMs),
  })
  return { deviceId, deviceProof }
}
