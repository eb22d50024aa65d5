import { Product, RetireProductInput } from '@mas/contracts/leads'
import { lockProduct, setProduct } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { generalProduct } from './intake-terms.ts'
import { productOf } from './product-view.ts'

export const retireProduct = command({
  verb: 'leads.retire-product',
  summary: 'Stops new enquiries about a product: rows that name it are rejected from now on, leads that have it keep it.',
  permission: 'leads.retire-product',
  refuses: ['leads.product-unknown', 'leads.product-reserved'],
  input: RetireProductInput,
  output: Product,
  run: async (t, { code }) => {
    const before = await lockProduct(t.tx, code)
    if (before === undefined) throw fail('leads.product-unknown', { productCode: code })
    if (code === generalProduct) throw fail('leads.product-reserved', { productCode: code })
    const after = { ...before, active: false }
    await setProduct(t.tx, after)
    await record(t, { action: 'leads.retire-product', subject: { type: 'product', id: code }, after: { retired: true } })
    return productOf(after)
  },
})
