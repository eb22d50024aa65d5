import { CancelScheduledInput, CancelScheduledOutput, SettingScope } from '@mas/contracts/settings'
import { endScheduled, findScheduled } from '@mas/db/settings'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'

export const cancelScheduled = command({
  verb: 'settings.cancel-scheduled',
  summary: 'Calls a planned change off before its time comes.',
  permission: 'settings.cancel-scheduled',
  fresh: true,
  refuses: ['settings.not-found', 'settings.not-open'],
  input: CancelScheduledInput,
  output: CancelScheduledOutput,
  run: async (t, { changeId, reason }) => {
    const cancelled = await endScheduled(t.tx, changeId, 'cancelled', t.clock.now(), reason ?? 'called off')
    if (cancelled === undefined) {
      const there = await findScheduled(t.tx, changeId)
      throw there === undefined ? fail('settings.not-found') : fail('settings.not-open', { state: there.state })
    }
    await record(t, {
      action: 'settings.cancel-scheduled',
      subject: { type: 'setting', id: cancelled.key },
      after: { changeId, state: 'cancelled' },
      ...(reason !== undefined && { reason }),
    })
    return { changeId, key: cancelled.key, scope: SettingScope.parse(cancelled.scope), state: 'cancelled' as const }
  },
})
