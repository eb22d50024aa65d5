import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { recordset, rows, texts } from '../rows.ts'
import { instant } from '../values.ts'

export interface FlagRow extends Record<string, unknown> {
  flag: string
  version: number
  killedAt: Date | null
  killedBy: string | null
  killReason: string | null
  rules: readonly { match: unknown; outcome: 'on' | 'off' | 'percent'; percentBp: number | null }[]
  overrides: number
}
const columns = sql.raw(`f.flag, f.version, f.killed_at as "killedAt", f.killed_by as "killedBy", f.kill_reason as "killReason",
  coalesce((select jsonb_agg(jsonb_build_object('match', u.match, 'outcome', u.outcome, 'percentBp', u.percent_bp) order by u.position)
    from settings.flag_rules u where u.flag = f.flag), '[]') as rules,
  f.override_count as overrides`)

export function findFlags(reader: Reader, keys: readonly string[]): Promise<FlagRow[]> {
  return rows(reader, sql`select ${columns} from settings.flags f where f.flag = any(${texts(keys)})`)
}
export async function findFlagRow(reader: Reader, flag: string): Promise<FlagRow | undefined> {
  const [row] = await findFlags(reader, [flag])
  return row
}

/** Moves a flag one version on if, and only if, it still has its base version (0: nobody touched it yet). */
export async function moveFlag(tx: Tx, flag: string, baseVersion: number): Promise<boolean> {
  const moved = await rows(
    tx,
    sql`insert into settings.flags as f (flag, version)
        select ${flag}, ${baseVersion}::int + 1 where ${baseVersion}::int = 0 or exists (select from settings.flags o where o.flag = ${flag})
        on conflict (flag) do update set version = excluded.version where f.version = excluded.version - 1 returning 1 as one`,
  )
  return moved.length === 1
}

export interface RuleRow {
  readonly id: string
  readonly match: unknown
  readonly outcome: 'on' | 'off' | 'percent'
  readonly percentBp: number | null
}
/** All rules of a flag, in order. */
export async function replaceRules(tx: Tx, flag: string, rules: readonly RuleRow[]): Promise<void> {
  await rows(tx, sql`delete from settings.flag_rules where flag = ${flag}`)
  if (rules.length === 0) return
  const input = rules.map((one, index) => ({
    id: one.id,
    position: index + 1,
    match: one.match,
    outcome: one.outcome,
    percent_bp: one.percentBp,
  }))
  await rows(
    tx,
    sql`insert into settings.flag_rules (id, flag, position, match, outcome, percent_bp)
        select r.id, ${flag}, r.position, r.match, r.outcome, r.percent_bp
        from ${recordset(input, 'id uuid, position int, match jsonb, outcome text, percent_bp int')}`,
  )
}

export interface OverrideRow extends Record<string, unknown> {
  value: boolean
  until: Date | null
}
export async function findOverride(reader: Reader, flag: string, userId: string): Promise<OverrideRow | undefined> {
  const [row] = await rows<OverrideRow>(
    reader,
    sql`select value, until from settings.flag_overrides where flag = ${flag} and user_id = ${userId}::uuid`,
  )
  return row
}
export async function putOverride(
  tx: Tx,
  one: { flag: string; userId: string; value: boolean; until: Date | null; by: string; at: Date },
): Promise<void> {
  await rows(
    tx,
    sql`insert into settings.flag_overrides (flag, user_id, value, until, set_by, set_at)
        values (${one.flag}, ${one.userId}::uuid, ${one.value}, ${instant(one.until)}, ${one.by}, ${instant(one.at)})
        on conflict (flag, user_id) do update set value = excluded.value, until = excluded.until, set_by = excluded.set_by, set_at = excluded.set_at`,
  )
}
export async function dropOverride(tx: Tx, flag: string, userId: string): Promise<void> {
  await rows(tx, sql`delete from settings.flag_overrides where flag = ${flag} and user_id = ${userId}::uuid`)
}
/** Overrides that have ended are only ballast in every process. */
export async function dropEndedOverrides(tx: Tx, before: Date, limit: number): Promise<number> {
  const dropped = await rows(
    tx,
    sql`delete from settings.flag_overrides where (flag, user_id) in (
          select flag, user_id from settings.flag_overrides where until <= ${instant(before)} limit ${limit}) returning 1 as one`,
  )
  return dropped.length
}

/** Sets or lifts the kill of a flag; false where it is that way already. */
export async function setKilled(tx: Tx, flag: string, killed: { at: Date; by: string; reason: string } | null): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`update settings.flags set killed_at = ${instant(killed?.at ?? null)}, killed_by = ${killed?.by ?? null}, kill_reason = ${killed?.reason ?? null}
        where flag = ${flag} and (killed_at is null) = ${killed !== null} returning 1 as one`,
  )
  return changed.length === 1
}

export async function killedFlags(reader: Reader): Promise<string[]> {
  return (
    await rows<{ flag: string }>(reader, sql`select flag from settings.flags where killed_at is not null order by flag limit 1000`)
  ).map((row) => row.flag)
}

/** Flags with rules, overrides or a kill although no definition has them. */
export async function strayFlags(reader: Reader, known: readonly string[], limit: number): Promise<string[]> {
  const found = await rows<{ flag: string }>(
    reader,
    sql`select f.flag from settings.flags f where not f.flag = any(${texts(known)})
          and (f.killed_at is not null or exists (select from settings.flag_rules u where u.flag = f.flag)
            or f.override_count > 0)
        order by f.flag limit ${limit}`,
  )
  return found.map((row) => row.flag)
}

/** Takes away everything that operators made of a flag but its version. */
export async function clearFlag(tx: Tx, flag: string): Promise<number> {
  const [row] = await rows<{ gone: number }>(
    tx,
    sql`with rules as (delete from settings.flag_rules where flag = ${flag} returning 1), people as (delete from settings.flag_overrides where flag = ${flag} returning 1)
        select ((select count(*) from rules) + (select count(*) from people))::int as gone`,
  )
  return row?.gone ?? 0
}
