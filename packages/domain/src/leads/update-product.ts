import { Product, UpdateProductInput } from '@mas/contracts/leads'
import { lockProduct, setProduct } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { productOf } from './product-view.ts'

export const updateProduct = command({
  verb: 'leads.update-product',
  summary: 'Renames a product or moves it to another session year; enquiries that came before keep theirs.',
  permission: 'leads.update-product',
  refuses: ['leads.product-unknown'],
  input: UpdateProductInput,
  output: Product,
  run: async (t, { code, name, currentSessionYear }) => {
    const before = await lockProduct(t.tx, code)
    if (before === undefined) throw fail('leads.product-unknown', { productCode: code })
    const after = {
      ...before,
      name: name ?? before.name,
      current_session_year: currentSessionYear === undefined ? before.current_session_year : currentSessionYear,
    }
    await setProduct(t.tx, after)
    const subject = { type: 'product', id: code }
    await record(t, { action: 'leads.update-product', subject, before: productOf(before), after: productOf(after) })
    return productOf(after)
  },
})
