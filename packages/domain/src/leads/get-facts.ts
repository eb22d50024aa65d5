import { isInstantText, type FactValue } from '@mas/contracts/core'
import { leadFields } from '@mas/contracts/leads'
import { readLeadFacts } from '@mas/db/leads'
import { businessZone, type Ctx, type TxCtx } from '@mas/kernel'

/** What conditions may ask of one lead (`leadFields` of the contracts), by key; null where there is no value. */
export interface LeadFacts {
  /** The live lead that the asked id stands for, after merges. */
  readonly leadId: string
  /** IANA zone; India where the stored one is none. */
  readonly zone: string
  readonly values: Readonly<Record<string, FactValue | null>>
}

const instants = new Set(leadFields.filter(({ type }) => type === 'instant').map(({ key }) => key))

/**
 * Part (query): every field of these leads, by the id that was asked for, in one statement; withdrawn and unknown ones are left out.
 * Where `fields` are named, at least those are answered, and what costs more than reading the lead's own row only if one of them does.
 */
export async function getFacts(ctx: Ctx | TxCtx, leadIds: readonly string[], fields?: readonly string[]): Promise<Map<string, LeadFacts>> {
  if (leadIds.length === 0) return new Map()
  const found = await readLeadFacts('tx' in ctx ? ctx.tx : ctx.db, leadIds, ctx.clock.now(), fields)
  return new Map(
    found.map(({ asked, id, time_zone, facts: { extra, ...facts } }) => {
      const own = Object.entries(facts).map(([name, value]) => [`lead.${name}`, factOf(`lead.${name}`, value)] as const)
      const free = Object.entries(extra).map(([name, value]) => [`lead.extra.${name}`, value] as const)
      return [asked, { leadId: id, zone: zoneOf(time_zone), values: Object.fromEntries([...own, ...free]) }]
    }),
  )
}

function factOf(key: string, value: unknown): FactValue | null {
  if (instants.has(key) && isInstantText(value)) return new Date(value).toISOString()
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return Array.isArray(value) ? value.map(String) : null
}

const zones = new Map<string, string>()
function zoneOf(name: string): string {
  const known = zones.get(name)
  if (known !== undefined) return known
  let zone = name
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
  } catch {
    zone = businessZone // written by hand: one bad row must not stop what is decided for many
  }
  zones.set(name, zone)
  return zone
}
