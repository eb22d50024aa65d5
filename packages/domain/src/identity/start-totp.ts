import { randomBytes } from 'node:crypto'
import { NoInput, StartTotpOutput } from '@mas/contracts/identity'
import { putPendingSecret } from '@mas/db/identity'
import { flow, inTx } from '@mas/kernel'
import { sealSecret } from './factor.ts'
import { lockOwnRow } from './self.ts'
import { base32, otpauthUri } from './totp-rules.ts'

const secretBytes = 20

export const startTotp = flow({
  verb: 'identity.start-totp',
  summary:
    'Makes the secret of an authenticator app, told this once; it counts when a code of it is confirmed, and until then an older app keeps working.',
  permission: 'identity.use-restricted-session',
  rate: 'auth',
  fresh: true,
  refuses: ['identity.user-not-found'],
  input: NoInput,
  output: StartTotpOutput,
  run: (ctx) =>
    inTx(ctx, async (t) => {
      const user = await lockOwnRow(t)
      const bytes = randomBytes(secretBytes)
      await putPendingSecret(t.tx, user.id, sealSecret(t, user.id, bytes), t.clock.now())
      return { secret: base32(bytes), uri: otpauthUri(user.email ?? user.fullName, bytes) }
    }),
})
