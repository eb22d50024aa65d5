import { rows, sql } from '@mas/db'
import { newId } from '@mas/kernel'
import { refusalOf, someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { captureLead, createProduct, listProducts, retireProduct, updateProduct } from './index.ts'

const harness = useHarness()
const admin = () => harness.ctx(someone('ADMIN'))
let people = 0
const enquire = (productCode: string) =>
  captureLead(admin(), { requestId: newId(), fullName: 'Asha', phones: [], emails: [`p${++people}@x.in`], productCode })

test('a product can be enquired about from when it is made until it is retired, and comes back when it is made again', async () => {
  expect(await refusalOf(enquire('data-science'))).toBe('leads.product-unknown')
  const made = await createProduct(admin(), { code: 'data-science', name: 'Data Science', currentSessionYear: 2027 })
  expect(made).toEqual({ code: 'data-science', name: 'Data Science', currentSessionYear: 2027, retired: false })
  const { leadId = '' } = await enquire('data-science')
  expect(
    await rows(harness.runtime.driver.db, sql`select product_code, session_year from leads.interests where lead_id = ${leadId}::uuid`),
  ).toEqual([{ product_code: 'data-science', session_year: 2027 }])
  expect((await retireProduct(admin(), { code: 'data-science' })).retired).toBe(true)
  expect(await refusalOf(enquire('data-science'))).toBe('leads.product-unknown')
  expect(await refusalOf(retireProduct(admin(), { code: 'data-science' }))).toBe('leads.product-unknown')
  expect(await createProduct(admin(), { code: 'data-science', name: 'Data Science 2' })).toMatchObject({
    retired: false,
    currentSessionYear: null,
  })
})

test('of twenty who make one code at once, one does', async () => {
  const codes = await Promise.all(Array.from({ length: 20 }, () => refusalOf(createProduct(admin(), { code: 'mba', name: 'MBA' }))))
  expect(codes.filter((code) => code === 'leads.product-exists')).toHaveLength(19)
})

test('an update changes what it names only, and is on record with what was before', async () => {
  await createProduct(admin(), { code: 'sql', name: 'SQL', currentSessionYear: 2026 })
  expect(await updateProduct(admin(), { code: 'sql', name: 'SQL for analysts' })).toMatchObject({
    name: 'SQL for analysts',
    currentSessionYear: 2026,
  })
  expect(await updateProduct(admin(), { code: 'sql', currentSessionYear: null })).toMatchObject({
    name: 'SQL for analysts',
    currentSessionYear: null,
  })
  expect(await refusalOf(updateProduct(admin(), { code: 'none', name: 'x' }))).toBe('leads.product-unknown')
  const told = await rows<{ action: string }>(harness.runtime.driver.db, sql`select action from audit.entries where subject_id = 'sql'`)
  expect(told.map(({ action }) => action).toSorted()).toEqual(['leads.create-product', 'leads.update-product', 'leads.update-product'])
})

test('the product of enquiries that name none cannot be retired; only administrators change products, sales reads them', async () => {
  expect(await refusalOf(retireProduct(admin(), { code: 'general' }))).toBe('leads.product-reserved')
  const sales = () => harness.ctx(someone('SALES'))
  expect(await refusalOf(createProduct(sales(), { code: 'mine', name: 'Mine' }))).toBe('request.forbidden')
  const first = await listProducts(sales(), { limit: 2, retired: false })
  const next = await listProducts(sales(), { limit: 2, retired: false, cursor: first.nextCursor ?? '' })
  expect([...first.items, ...next.items].map(({ code }) => code)).toEqual(['data-science', 'general', 'mba', 'sql'])
})
