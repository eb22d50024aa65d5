import { GetMyFlagsInput, GetMyFlagsOutput } from '@mas/contracts/settings'
import { query, type Ctx, type SettingsSnapshot } from '@mas/kernel'
import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { callerOf, decideAt, requiredSnapshot } from './read-flag.ts'
import { inForce } from './in-force.ts'
import { declaredFlags, declaredSettings } from './registry.ts'
import { asJson } from './submit-change.ts'

type MyFlags = z.output<typeof GetMyFlagsOutput>

export const getMyFlags = query({
  verb: 'settings.get-my-flags',
  summary:
    'Answers the flags and settings that clients may see, as they hold for this caller, device (`x-device-id`) and platform; over HTTP an unchanged answer is 304.',
  permission: 'public',
  input: GetMyFlagsInput,
  output: GetMyFlagsOutput,
  run: async (ctx) => {
    const snapshot = await requiredSnapshot(ctx)
    const flags: Record<string, boolean> = {}
    for (const flag of declaredFlags()) {
      if (!flag.clientVisible) continue
      flag.usage.read = true
      flags[flag.key] = (await decideAt(ctx, snapshot, flag, callerOf(ctx))).value
    }
    const settings = visibleSettings(ctx, snapshot)
    return { flags, settings, etag: etagOf({ flags, settings }) }
  },
})

function visibleSettings(ctx: Ctx, snapshot: SettingsSnapshot): MyFlags['settings'] {
  return Object.fromEntries(
    declaredSettings()
      .filter(({ clientVisible }) => clientVisible === true)
      .map((type) => [type.key, asJson(inForce(type, (place) => snapshot.values.get(place), ctx.platform).value)]),
  )
}

function etagOf(answer: Omit<MyFlags, 'etag'>): string {
  return createHash('sha256').update(JSON.stringify(answer)).digest('hex')
}
