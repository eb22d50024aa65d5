import { ListFlagsInput, ListFlagsOutput, type Flag } from '@mas/contracts/settings'
import { findFlags, killedFlags, openProposals, strayFlags, type FlagRow } from '@mas/db/settings'
import { cutPage, dayIn, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import type { DeclaredFlag } from './define-flag.ts'
import { rulesOf } from './flag-rule-check.ts'
import { declaredFlags, knownNames } from './registry.ts'

const straysAtMost = 5_000

export const listFlags = query({
  verb: 'settings.list-flags',
  summary:
    'Lists flags in key order with their rules, kills and overrides; flags past their expiry date are `stale`, flags that are no longer in code `orphaned`.',
  permission: 'settings.list-flags',
  refuses: ['request.cursor-invalid'],
  input: ListFlagsInput,
  output: ListFlagsOutput,
  run: async (ctx, { state, killed, cursor, limit }) => {
    const list = `settings.flags ${state ?? ''} ${killed ?? ''}`
    const [after] = cursor === undefined ? [''] : decodeCursor(list, cursor, z.tuple([z.string()]))
    const today = dayIn(ctx.clock.now())
    const known = new Map<string, DeclaredFlag>(declaredFlags().map((flag) => [flag.key, flag]))
    const strays = await strayFlags(ctx.db, knownNames(), straysAtMost)
    const dead = killed === undefined ? undefined : new Set(await killedFlags(ctx.db))
    const keys = [...known.keys(), ...strays]
      .filter((key) => key > after && (state === undefined || stateOf(known.get(key), today) === state))
      .filter((key) => dead === undefined || dead.has(key) === killed)
      .toSorted((a, b) => (a < b ? -1 : 1))
      .slice(0, limit + 1)
    const { items, nextCursor } = cutPage(list, keys, limit, (key) => [key])
    const rows = new Map((await findFlags(ctx.db, items)).map((row) => [row.flag, row]))
    const open = await openProposals(ctx.db, items, 'global')
    return { items: items.map((key) => view(key, known.get(key), rows.get(key), today, open.get(key))), nextCursor }
  },
})

function stateOf(flag: DeclaredFlag | undefined, today: string): Flag['state'] {
  if (flag === undefined) return 'orphaned'
  return flag.expiresOn < today ? 'stale' : 'active'
}

function view(key: string, flag: DeclaredFlag | undefined, row: FlagRow | undefined, today: string, proposalId: string | undefined): Flag {
  const { killedAt = null, killedBy = null, killReason = null } = row ?? {}
  return {
    flag: key,
    describe: flag?.describe ?? null,
    owner: flag?.owner ?? null,
    default: flag?.default ?? null,
    risk: flag === undefined ? null : (flag.risk ?? 'free'),
    killSwitch: flag?.killSwitch ?? false,
    clientVisible: flag?.clientVisible ?? false,
    expiresOn: flag?.expiresOn ?? null,
    state: stateOf(flag, today),
    version: row?.version ?? 0,
    killed: killedAt === null ? null : { at: killedAt.toISOString(), by: killedBy ?? '', reason: killReason ?? '' },
    rules: row === undefined ? [] : rulesOf(row),
    overrides: row?.overrides ?? 0,
    proposalId: proposalId ?? null,
  }
}
