import { OpenBreakGlassInput, signedIn, Tokens } from '@mas/contracts/identity'
import {
  findSealedCredential,
  findUserByEmail,
  insertOpening,
  lockActiveAdmins,
  lockUser,
  markBreakGlass,
  spendCredential,
  type SealedCredential,
} from '@mas/db/identity'
import { emit, fail, flow, inTx, newId, type Ctx, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { openEmergencySecret, phraseHash } from './break-glass-secrets.ts'
import { takeEmergencyTry } from './break-glass-throttle.ts'
import { normaliseEmail } from './email-rules.ts'
import { tell } from './notices.ts'
import { sameBytes } from './secrets.ts'
import { openShortSession, shortTokensOf, type ShortGrant } from './short-session.ts'
import { logged } from './sign-in-log.ts'
import { acceptedStep } from './totp-rules.ts'

const minutes = 30
const refused = () => fail('identity.break-glass-refused')

export const openBreakGlass = flow({
  verb: 'identity.open-break-glass',
  summary:
    'Opens the emergency door once, with the phrase of one custodian and a code of the other: a session of 30 minutes on the named account that reads, and changes only what the emergency needs. Everybody concerned is told, everything is recorded, somebody else must review it within 72 hours.',
  permission: 'public',
  rate: 'auth',
  refuses: ['identity.break-glass-refused'],
  input: OpenBreakGlassInput,
  output: Tokens,
  run: (ctx, { phrase, totp, targetEmail, reason }) =>
    logged(ctx, 'break-glass', async (log) => {
      log.address = addressOf(targetEmail)
      await takeEmergencyTry(ctx)
      const credential = await findSealedCredential(ctx.db)
      const { step, ...right } = compare(ctx, credential, phrase, totp)
      const target = await findUserByEmail(ctx.db, log.address)
      log.facts = { ...right, target: target !== undefined }
      if (credential === undefined || step === undefined || target === undefined) throw refused()
      log.userId = target.id
      const grant = await inTx(ctx, (t) => enter(t, { credential, step, targetId: target.id, reason }))
      log.sessionId = grant.sessionId
      ctx.log.error('emergency access was opened', { targetId: target.id, sessionId: grant.sessionId })
      return shortTokensOf(ctx, grant)
    }),
})

/** Both are always looked at, and without a credential the same work is done for nothing. */
function compare(ctx: Ctx, credential: SealedCredential | undefined, typed: string, totp: string): Compared {
  const nothing = new Uint8Array(32)
  const knowsPhrase = sameBytes(phraseHash(typed), credential?.phraseHash ?? nothing)
  const secret = credential === undefined ? nothing : openEmergencySecret(ctx, credential.id, credential.sealedTotp)
  const step = acceptedStep(secret, totp, credential?.lastStep ?? 0, ctx.clock.now().getTime())
  return { step: knowsPhrase ? step : undefined, phrase: knowsPhrase, code: step !== undefined }
}
interface Compared {
  readonly step: number | undefined
  readonly phrase: boolean
  readonly code: boolean
}

interface Proven {
  readonly credential: SealedCredential
  readonly step: number
  readonly targetId: string
  readonly reason: string
}
async function enter(t: TxCtx, { credential, step, targetId, reason }: Proven): Promise<ShortGrant> {
  const { id: credentialId, custodianA, custodianB } = credential
  const admins = await lockActiveAdmins(t.tx)
  const target = await lockUser(t.tx, targetId)
  if (target?.state !== 'active') throw refused()
  if (!(await spendCredential(t.tx, credentialId, step))) throw refused()
  const now = t.clock.now()
  const openingId = newId(now.getTime())
  const grant = await openShortSession(t, targetId, 'break-glass', minutes)
  const { expiresAt } = grant
  await insertOpening(t.tx, { id: openingId, credentialId, custodianA, custodianB, targetId, reason, openedAt: now, expiresAt })
  await markBreakGlass(t.tx, grant.sessionId, openingId)
  await record(t, {
    action: 'identity.open-break-glass',
    subject: { type: 'break-glass-opening', id: openingId },
    also: [
      { type: 'user', id: targetId },
      { type: 'session', id: grant.sessionId },
    ],
    after: { credentialId, custodianA, custodianB, until: expiresAt },
    reason,
    stream: 'break-glass',
  })
  await emit(t, signedIn, { userId: targetId, sessionId: grant.sessionId, method: 'break-glass', platform: t.platform, newDevice: true })
  const told = new Set([...admins.map(({ id }) => id), custodianA, custodianB, targetId])
  for (const userId of told)
    await tell(t, 'break-glass-opened', userId, { at: now.toISOString(), target: target.email ?? target.fullName, reason })
  return grant
}

/** What is no address names nobody; it is refused like every other cause. */
function addressOf(typed: string): string {
  try {
    return normaliseEmail(typed)
  } catch {
    return 'none' // the one answer for every cause
  }
}
