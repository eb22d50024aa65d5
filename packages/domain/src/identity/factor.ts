import { countFactors, findFactor, hasRecoveryCode, spendRecoveryCode, spendStep, type UserRow } from '@mas/db/identity'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { readSetting } from '../settings/index.ts'
import { tryPassword } from './password-throttle.ts'
import { recoveryHash } from './recovery-codes.ts'
import { requireFactor } from './settings.ts'
import { acceptedStep } from './totp-rules.ts'

const purpose = 'identity.totp'

export function sealSecret(t: TxCtx, userId: string, secret: Uint8Array): Uint8Array {
  return t.infra.keys.seal(purpose, Buffer.from(secret).toString('base64'), userId)
}
export function openSecret({ infra }: Ctx | TxCtx, userId: string, sealed: Uint8Array): Uint8Array {
  const plain = infra.keys.open(purpose, sealed, userId)
  if (plain === undefined) throw new Error('the secret of a second factor does not open')
  return Buffer.from(plain, 'base64')
}

/** An authenticator app, or a passkey on whichever of our sites. */
export async function hasFactor(ctx: Ctx | TxCtx, userId: string): Promise<boolean> {
  const { totp, passkeys } = await countFactors('tx' in ctx ? ctx.tx : ctx.db, userId)
  return totp || passkeys > 0
}

/** Whether a session of this person may do nothing before a second factor is enrolled. */
export async function mustEnrol(ctx: Ctx | TxCtx, { id, class: personClass }: Pick<UserRow, 'id' | 'class'>): Promise<boolean> {
  return personClass === 'privileged' && (await readSetting(ctx, requireFactor)) && !(await hasFactor(ctx, id))
}

/** A code that was right when it was compared; it is used up inside the transaction it opens. */
type Shown = { readonly step: number } | { readonly codeHash: Uint8Array }

interface Trying {
  readonly userId: string
  /** A known device, or the session of somebody signed in: its failures are its own. */
  readonly from: string | undefined
  readonly human?: string | undefined
  readonly giveUp: () => Promise<void>
}

/** Compares a code of the second factor; failures count like those of passwords, in buckets of their own. */
export async function tryFactor(
  ctx: Ctx,
  code: { totp: string } | { recoveryCode: string },
  { userId, from, human, giveUp }: Trying,
): Promise<Shown> {
  let shown: Shown | undefined
  const compare = async () => {
    shown = 'totp' in code ? await compareTotp(ctx, userId, code.totp) : await compareRecovery(ctx, userId, code.recoveryCode)
    return shown !== undefined
  }
  await tryPassword(ctx, { what: 'factor', address: userId, userId, deviceId: from, human }, compare, giveUp)
  if (shown === undefined) throw fail('identity.code-invalid')
  return shown
}

/** Part: uses the code up; of many who show the same one, a single caller gets through. */
export async function spendShown(t: TxCtx, userId: string, shown: Shown): Promise<void> {
  const spent =
    'step' in shown ? await spendStep(t.tx, userId, shown.step) : await spendRecoveryCode(t.tx, userId, shown.codeHash, t.clock.now())
  if (!spent) throw fail('identity.code-invalid')
}

async function compareTotp(ctx: Ctx, userId: string, totp: string): Promise<Shown | undefined> {
  const factor = await findFactor(ctx.db, userId)
  if (factor === undefined || factor.sealedSecret === null) return undefined
  const step = acceptedStep(openSecret(ctx, userId, factor.sealedSecret), totp, factor.lastStep, ctx.clock.now().getTime())
  return step === undefined ? undefined : { step }
}
async function compareRecovery(ctx: Ctx, userId: string, typed: string): Promise<Shown | undefined> {
  const codeHash = recoveryHash(typed)
  return (await hasRecoveryCode(ctx.db, userId, codeHash)) ? { codeHash } : undefined
}
