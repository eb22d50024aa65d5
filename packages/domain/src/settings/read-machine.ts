import { ReadMachineInput, ReadMachineOutput } from '@mas/contracts/settings'
import { findValues } from '@mas/db/settings'
import { fail, query } from '@mas/kernel'
import { inForce, snapshotKey } from './in-force.ts'
import { callerOf, decideAt, requiredSnapshot } from './read-flag.ts'
import { aliasNames, find } from './registry.ts'
import { asJson } from './submit-change.ts'

export const readMachine = query({
  verb: 'settings.read-machine',
  summary:
    'Answers settings and flags to another system, by key or old name: values from their rows as they stand at this instant, for the platform of the request.',
  permission: 'settings.read',
  refuses: ['settings.unknown-key'],
  input: ReadMachineInput,
  output: ReadMachineOutput,
  run: async (ctx, { keys }) => {
    const now = ctx.clock.now()
    const found = keys.map((name) => ({ name, declared: find(name, now) }))
    const unknown = found.filter(({ declared }) => declared === undefined).map(({ name }) => name)
    if (unknown.length > 0) throw fail('settings.unknown-key', { keys: unknown })
    const stored = await findValues(
      ctx.db,
      found.flatMap(({ declared }) => (declared === undefined ? [] : [declared.type.key, ...aliasNames(declared.type.aliases)])),
    )
    const rows = new Map(stored.map((row) => [snapshotKey(row.key, row.scope), row]))
    const snapshot = found.some(({ declared }) => declared?.kind === 'flag') ? await requiredSnapshot(ctx) : undefined
    const values: Record<string, ReturnType<typeof asJson>> = {}
    for (const { name, declared } of found) {
      if (declared?.kind === 'flag' && snapshot !== undefined)
        values[name] = (await decideAt(ctx, snapshot, declared.type, callerOf(ctx))).value
      if (declared?.kind === 'setting') values[name] = asJson(inForce(declared.type, (place) => rows.get(place), ctx.platform).value)
      if (declared !== undefined) declared.type.usage.read = true
    }
    return { values }
  },
})
