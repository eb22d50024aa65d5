import { addUnits } from '@mas/db/ledger'
import { inTx, type Ctx } from '@mas/kernel'

/** What can be counted. Declared once, in code, by the domain it belongs to. */
export interface Unit {
  /** `INR`, `TOKEN_MENTOR` */
  readonly code: string
  /** Decimal places between the minor unit that is counted and the unit that is spoken of: 2 for paise and rupees. */
  readonly scale: number
  readonly ownerDomain: string
}

const declared = new Map<string, Unit>()

/** Declares a unit. Two of one code are a programming error. */
export function defineUnit(unit: Unit): Unit {
  if (declared.has(unit.code)) throw new Error(`the unit ${unit.code} is declared twice`)
  declared.set(unit.code, unit)
  return unit
}

/** Indian rupees in paise. Money is every domain's, so the ledger itself declares it. */
export const rupees = defineUnit({ code: 'INR', scale: 2, ownerDomain: 'ledger' })

/**
 * Makes the stored units what the code declares; composition roots call it before they serve. A unit that changed its
 * meaning would change what every balance in it is worth, so that stops the process. Units that are stored and no
 * longer declared stay: their accounts do.
 */
export async function reconcileUnits(ctx: Ctx): Promise<void> {
  const units = [...declared.values()].map(({ code, scale, ownerDomain }) => ({ code, scale, owner_domain: ownerDomain }))
  const stored = await inTx(ctx, (t) => addUnits(t.tx, units))
  for (const row of stored) {
    const unit = declared.get(row.code)
    if (unit === undefined) ctx.log.warn('a stored unit is no longer declared', { unit: row.code })
    else if (unit.scale !== row.scale || unit.ownerDomain !== row.owner_domain)
      throw new Error(
        `the unit ${row.code} is stored as scale ${row.scale} of ${row.owner_domain} and cannot become scale ${unit.scale} of ${unit.ownerDomain}`,
      )
  }
}
