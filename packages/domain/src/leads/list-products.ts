import { ListProductsInput, ProductPage } from '@mas/contracts/leads'
import { pageProducts } from '@mas/db/leads'
import { cutPage, decodeCursor, query } from '@mas/kernel'
import { z } from 'zod'
import { productOf } from './product-view.ts'

const list = 'leads.list-products'

export const listProducts = query({
  verb: 'leads.list-products',
  summary: 'Lists what people can enquire about, by code.',
  permission: 'leads.list-products',
  input: ListProductsInput,
  output: ProductPage,
  run: async (ctx, { cursor, limit, retired }) => {
    const afterCode = cursor === undefined ? undefined : decodeCursor(list, cursor, z.tuple([z.string()]))[0]
    const found = await pageProducts(ctx.db, { retired, afterCode, limit: limit + 1 })
    return cutPage(list, found.map(productOf), limit, ({ code }) => [code])
  },
})
