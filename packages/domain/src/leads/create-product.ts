import { CreateProductInput, Product } from '@mas/contracts/leads'
import { insertProduct } from '@mas/db/leads'
import { command, fail } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { productOf } from './product-view.ts'

export const createProduct = command({
  verb: 'leads.create-product',
  summary: 'Registers what people can enquire about; a retired code comes back with its leads.',
  permission: 'leads.create-product',
  refuses: ['leads.product-exists'],
  input: CreateProductInput,
  output: Product,
  run: async (t, input) => {
    const made = await insertProduct(t.tx, input)
    if (made === undefined) throw fail('leads.product-exists', { code: input.code })
    await record(t, { action: 'leads.create-product', subject: { type: 'product', id: made.code }, after: productOf(made) })
    return productOf(made)
  },
})
