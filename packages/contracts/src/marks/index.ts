import { contractsByDomain } from './contracts.gen.ts'
import { markedFields, type MarkedFields } from './walk.ts'

export { contractsByDomain } from './contracts.gen.ts'
export { markedFields, type MarkedFields } from './walk.ts'

const byDomain = new Map<string, MarkedFields>()
const none: MarkedFields = { personal: new Set(), secret: new Set() }

/** The marked fields of one domain's contracts; walked once. */
export function marksOf(domain: string): MarkedFields {
  const known = byDomain.get(domain)
  if (known !== undefined) return known
  const contracts: Readonly<Record<string, object>> = contractsByDomain
  const schemas = contracts[domain]
  const marks = schemas === undefined ? none : markedFields(Object.values(schemas))
  byDomain.set(domain, marks)
  return marks
}
