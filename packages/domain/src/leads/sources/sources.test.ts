import { inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { useDesk } from '../fixtures/desk.ts'
import { foldPoolCounts } from '../sweeps.ts'
import { createCampaign, createSource, getLead, ingest, listCampaigns, listSources, updateCampaign, updateSource } from '../index.ts'

const { harness, admin, telecaller, activeHead } = useDesk()
const source = { code: 'fair-2026', kind: 'event', name: 'Fair' } as const
const campaign = { code: 'fair-stand', name: 'Stand', source: source.code, productCode: 'general', costPaise: 12_345 }
const arrive = (more: object) =>
  inTx(harness.ctx(system('test')), (t) =>
    ingest(t, {
      channel: 'vendor',
      sourceRef: newId(),
      fullName: 'A',
      phones: [],
      emails: [`${newId()}@x.in`],
      fields: {},
      extra: {},
      tags: [],
      ...more,
    }),
  )

test('of twenty who make one code at once, one does, of sources and of campaigns', async () => {
  const made = await Promise.all(Array.from({ length: 20 }, () => refusalOf(createSource(harness.ctx(admin), source))))
  expect(made.filter((code) => code === 'leads.source-exists')).toHaveLength(19)
  const run = await Promise.all(Array.from({ length: 20 }, () => refusalOf(createCampaign(harness.ctx(admin), campaign))))
  expect(run.filter((code) => code === 'leads.campaign-exists')).toHaveLength(19)
})

test('an arrival that names a campaign is counted for it and goes to the pool of its source', async () => {
  const headId = await activeHead()
  await updateSource(harness.ctx(admin), { code: source.code, defaultHeadId: headId })
  const { leadId = '' } = await arrive({ campaign: campaign.code })
  await arrive({ campaign: campaign.code })
  expect((await getLead(harness.ctx(admin), { leadId })).owningHeadId).toBe(headId)
  expect((await listCampaigns(harness.ctx(admin), { source: source.code })).items).toMatchObject([
    { code: campaign.code, arrivals: 2, costPaise: 12_345 },
  ])
  // What is still a delta and what is folded is counted once.
  await Promise.all([arrive({ campaign: campaign.code }), foldPoolCounts(harness.ctx(system('test')))])
  expect((await listCampaigns(harness.ctx(admin), { source: source.code })).items).toMatchObject([{ arrivals: 3 }])
})

test('a campaign of nothing, a head who is none and dates that run backwards are refused', async () => {
  const code = (more: object) => refusalOf(createCampaign(harness.ctx(admin), { ...campaign, code: 'other', ...more }))
  expect(await code({ source: 'nowhere' })).toBe('leads.source-unknown')
  expect(await code({ productCode: 'nothing' })).toBe('leads.product-unknown')
  expect(await code({ startsAt: '2026-12-02T00:00:00Z', endsAt: '2026-12-01T00:00:00Z' })).toBe('leads.campaign-times')
  expect(await code({ costPaise: -1 })).toBe('request.invalid')
  expect(await refusalOf(updateSource(harness.ctx(admin), { code: source.code, defaultHeadId: newId() }))).toBe('leads.head-inactive')
  expect(await refusalOf(updateSource(harness.ctx(admin), { code: 'none', name: 'x' }))).toBe('leads.source-unknown')
  expect(await refusalOf(updateCampaign(harness.ctx(admin), { code: 'none', name: 'x' }))).toBe('leads.campaign-unknown')
  await updateCampaign(harness.ctx(admin), { code: campaign.code, startsAt: '2026-12-01T00:00:00Z' })
  expect(await refusalOf(updateCampaign(harness.ctx(admin), { code: campaign.code, endsAt: '2026-11-01T00:00:00Z' }))).toBe(
    'leads.campaign-times',
  )
})

test('sales reads sources and changes none', async () => {
  expect((await listSources(harness.ctx(telecaller), {})).items.map(({ code }) => code)).toEqual([source.code])
  expect(await refusalOf(createSource(harness.ctx(someone('SALES_HEAD')), { ...source, code: 'mine' }))).toBe('request.forbidden')
  expect(await refusalOf(listCampaigns(harness.ctx(telecaller), {}))).toBe('request.forbidden')
})
