import { CheckAddressInput, CheckAddressOutput } from '@mas/contracts/notifications'
import { activeSuppressions } from '@mas/db/notifications'
import { fail, query } from '@mas/kernel'
import { mailAddress } from '../identity/index.ts'
import { hashAddress } from './address-rules.ts'

export const checkAddress = query({
  verb: 'notifications.check-address',
  summary: 'Tells our own code whether mail to an address would be sent at all, and if not, why.',
  permission: 'notifications.check-address',
  refuses: ['notifications.data-invalid'],
  input: CheckAddressInput,
  output: CheckAddressOutput,
  run: async (ctx, input) => {
    const address = mailAddress(input.address)
    if (address === undefined)
      throw fail('notifications.data-invalid', { issues: [{ path: ['address'], message: 'not an e-mail address' }] })
    const [stop] = (await activeSuppressions(ctx.db, hashAddress(address), ctx.clock.now())).filter(({ scope }) => scope === 'all')
    return CheckAddressOutput.parse({ ok: stop === undefined, reason: stop?.reason ?? null })
  },
})
