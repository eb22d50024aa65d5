import { SuppressInput, Suppression } from '@mas/contracts/notifications'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { mailAddress } from '../identity/index.ts'
import { hashAddress } from './address-rules.ts'
import { suppressAddress } from './suppress-address.ts'
import { suppressionOf } from './suppression-view.ts'

export const suppress = command({
  verb: 'notifications.suppress',
  summary: 'Stops mail to an address by hand, for one list or for everything, codes included.',
  permission: 'notifications.suppress',
  refuses: ['notifications.reason-required', 'notifications.data-invalid'],
  input: SuppressInput,
  output: Suppression,
  run: async (t, { address: typed, scope, note }) => {
    if (note === undefined) throw fail('notifications.reason-required')
    const address = mailAddress(typed)
    if (address === undefined)
      throw fail('notifications.data-invalid', { issues: [{ path: ['address'], message: 'not an e-mail address' }] })
    const row = await suppressAddress(t, { addressHash: hashAddress(address), address, scope, reason: 'manual', source: null, note })
    await record(t, {
      action: 'notifications.suppress',
      subject: { type: 'suppression', id: row.id },
      after: { scope, reason: 'manual' },
      reason: note,
    })
    return suppressionOf(row)
  },
})
