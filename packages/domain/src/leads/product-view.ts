import type { Product } from '@mas/contracts/leads'
import type { ProductRow } from '@mas/db/leads'

export function productOf({ code, name, current_session_year: currentSessionYear, active }: ProductRow): Product {
  return { code, name, currentSessionYear, retired: !active }
}
