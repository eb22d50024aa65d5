import { randomBytes } from 'node:crypto'
import { SealBreakGlassInput, SealBreakGlassOutput } from '@mas/contracts/identity'
import { activeAdmins, insertCredential, retireSealed, usersByIds } from '@mas/db/identity'
import { command, fail, newId } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { newPhrase, phraseHash, sealEmergencySecret } from './break-glass-secrets.ts'
import { tell } from './notices.ts'
import { selfOf } from './self.ts'
import { otpauthUri } from './totp-rules.ts'

const secretBytes = 20

export const sealBreakGlass = command({
  verb: 'identity.seal-break-glass',
  summary:
    'Makes the one emergency credential: a phrase for one custodian and an authenticator for another, both told this once. Only their hash and seal are kept; an older sealed one is retired only when asked.',
  permission: 'identity.seal-break-glass',
  rate: 'auth',
  fresh: true,
  refuses: ['identity.user-not-found', 'identity.break-glass-sealed'],
  input: SealBreakGlassInput,
  output: SealBreakGlassOutput,
  run: async (t, { custodianA, custodianB, replace }) => {
    const custodians = await usersByIds(t.tx, [custodianA, custodianB])
    // A mailbox nobody has proven would not hear the alarm, and a learner is no custodian.
    if (
      custodians.filter(({ state, emailVerified, class: kind }) => state === 'active' && emailVerified && kind !== 'learner').length !== 2
    )
      throw fail('identity.user-not-found')
    const now = t.clock.now()
    const id = newId(now.getTime())
    const phrase = newPhrase()
    const secret = randomBytes(secretBytes)
    const retired = replace ? await retireSealed(t.tx, now) : undefined
    await insertCredential(t.tx, {
      id,
      phraseHash: phraseHash(phrase),
      sealedTotp: sealEmergencySecret(t, id, secret),
      custodianA,
      custodianB,
      sealedBy: selfOf(t).userId,
      now,
    })
    await record(t, {
      action: 'identity.seal-break-glass',
      subject: { type: 'break-glass', id },
      after: { custodianA, custodianB, ...(retired !== undefined && { retired }) },
      stream: 'break-glass',
    })
    // Whoever could have stopped it hears of it; the one who sealed it knows.
    const by = selfOf(t).userId
    const sealer = (await usersByIds(t.tx, [by])).map(({ fullName }) => fullName).join('')
    const told = new Set([...(await activeAdmins(t.tx)), custodianA, custodianB])
    told.delete(by)
    const data = { at: now.toISOString(), by: sealer, custodians: custodians.map(({ fullName }) => fullName).join(' and ') }
    for (const userId of told) await tell(t, 'break-glass-sealed', userId, data)
    return { credentialId: id, phrase, uri: otpauthUri('emergency access', secret) }
  },
})
