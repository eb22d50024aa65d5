import { killedFlags, strayFlags, strayKeys, unexplained, unreadSince } from '@mas/db/settings'
import type { TidyReport } from '@mas/contracts/settings'
import { dayIn, type Ctx } from '@mas/kernel'
import { isIgnored } from './in-force.ts'
import { requiredSnapshot } from './read-flag.ts'
import { aliasNames, declaredFlags, declaredSettings, knownNames } from './registry.ts'

const atMost = 1_000
const unreadDays = 90

/** What somebody should look at: flags that should be gone, rows without a definition, values that are passed over, settings nobody reads. */
export async function tidyReport(ctx: Ctx): Promise<TidyReport> {
  const now = ctx.clock.now()
  const known = knownNames()
  const settings = declaredSettings()
  const [values, flags] = [await strayKeys(ctx.db, known, atMost), await strayFlags(ctx.db, known, atMost)]
  return {
    expiredFlags: declaredFlags()
      .filter(({ expiresOn }) => expiresOn < dayIn(now))
      .map(({ key }) => key)
      .slice(0, atMost),
    orphaned: [...values, ...flags],
    ignored: (await ignoredPlaces(ctx)).slice(0, atMost),
    unread: await unreadSince(
      ctx.db,
      settings.map(({ key }) => key),
      new Date(now.getTime() - unreadDays * 86_400_000),
      atMost,
    ),
    unexplained: await unexplained(ctx.db, atMost),
    killed: await killedFlags(ctx.db),
  }
}

/** Stored values that do not fit the definition of this release, as `key` or `key@scope`. */
export async function ignoredPlaces(ctx: Ctx): Promise<string[]> {
  const snapshot = await requiredSnapshot(ctx)
  const types = new Map(declaredSettings().flatMap((type) => [type.key, ...aliasNames(type.aliases)].map((name) => [name, type] as const)))
  return [...snapshot.values].flatMap(([place, row]) => {
    const type = types.get(place.split('@', 1)[0] ?? '')
    return type !== undefined && isIgnored(type, row) ? [place] : []
  })
}

/** Every Monday: what `getTidyReport` answers goes into the log, where operators' alerts read it. */
export async function reportFlags(ctx: Ctx): Promise<void> {
  const report = await tidyReport(ctx)
  const found = Object.values(report).some((list) => list.length > 0)
  if (found) ctx.log.warn('settings and flags to tidy up', { ...report })
  else ctx.log.info('settings and flags are tidy')
}
