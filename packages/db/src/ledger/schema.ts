import { sql } from 'drizzle-orm'
import { bigint, boolean, check, foreignKey, index, pgSchema, smallint, text, unique } from 'drizzle-orm/pg-core'
import { at, id, json } from '../columns.ts'

export const ledger = pgSchema('ledger')
export const amount = (name: string) => bigint(name, { mode: 'number' })
/** Every amount and balance stays exact as a JSON number. */
export const exact = sql`9007199254740991`

export const units = ledger.table(
  'units',
  { code: text('code').primaryKey(), scale: smallint('scale').notNull(), ownerDomain: text('owner_domain').notNull() },
  (t) => [check('units_scale_chk', sql`${t.scale} between 0 and 9`)],
)

/** System accounts have no balance of their own: nothing of theirs is ever locked, however many post to them. */
export const accounts = ledger.table(
  'accounts',
  {
    id: id(),
    unit: text('unit').notNull(),
    ownerDomain: text('owner_domain').notNull(),
    ownerKind: text('owner_kind').notNull(),
    ownerId: text('owner_id').notNull(),
    name: text('name').notNull(),
    mode: text('mode', { enum: ['running', 'system'] }).notNull(),
    floor: text('floor', { enum: ['zero', 'none'] }).notNull(),
    lots: boolean('lots').notNull(),
    available: amount('available'),
    held: amount('held'),
    /** Transactions posted so far; 0 for ever on system accounts. */
    version: amount('version').notNull().default(0),
    lastPostedAt: at('last_posted_at'),
    frozenAt: at('frozen_at'),
    frozenReason: text('frozen_reason'),
    meta: json('meta').notNull().default({}),
  },
  (t) => [
    foreignKey({ name: 'accounts_unit_fk', columns: [t.unit], foreignColumns: [units.code] }),
    unique('accounts_owner_key').on(t.ownerDomain, t.ownerKind, t.ownerId, t.name, t.unit),
    unique('accounts_id_unit_key').on(t.id, t.unit),
    index('accounts_unit_idx').on(t.unit, t.id),
    // Few and large, because every statement that writes a row prepares each check anew.
    check(
      'accounts_kind_chk',
      sql`${t.mode} in ('running', 'system') and ${t.floor} in ('zero', 'none') and (${t.mode} = 'running' or ${t.floor} = 'none')
        and (${t.mode} = 'system') = (${t.available} is null) and (${t.mode} = 'system') = (${t.held} is null)
        and (not ${t.lots} or (${t.mode} = 'running' and ${t.floor} = 'zero')) and (${t.frozenAt} is null) = (${t.frozenReason} is null)`,
    ),
    check('accounts_floor_chk', sql`${t.floor} = 'none' or ${t.available} >= 0`),
    check('accounts_range_chk', sql`${t.available} between -${exact} and ${exact} and ${t.held} between 0 and ${exact}`),
  ],
)
