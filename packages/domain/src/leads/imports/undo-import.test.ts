import { rows, sql } from '@mas/db'
import { inTx } from '@mas/kernel'
import { refusalOf } from '@mas/testing'
import { expect, test } from 'bun:test'
import { journal } from '../journal.ts'
import { useImportDesk } from './fixtures/import-desk.ts'
import { commitImport, undoImport } from './index.ts'

const desk = useImportDesk()
const ctx = () => desk.harness.ctx(desk.admin)
async function undone(importId: string) {
  await undoImport(ctx(), { importId })
  await desk.work(importId)
  return desk.get(importId)
}
async function leadOf(phone: string) {
  const [lead] = await rows<{ id: string; city: string | null; status: string; points: string[]; interests: string[] }>(
    desk.db(),
    sql`select l.id, l.city, l.status, (select array_agg(p.value order by p.value) from leads.contact_points p where p.lead_id = l.id) as points,
          (select array_agg(i.product_code order by i.product_code) from leads.interests i where i.lead_id = l.id) as interests
        from leads.leads l join leads.contact_points p on p.lead_id = l.id where p.value = ${phone}`,
  )
  return lead
}

test('what an import changed on leads that were there before is put back, and only that', async () => {
  await rows(desk.db(), sql`insert into leads.products (code, name) values ('drone-tech', 'Drones')`)
  await desk.committed('Name,Phone\nAsha Rao,9830000001\n')
  const before = await leadOf('+919830000001')
  const second = await desk.committed('Name,Phone,Email,City,Product\nAsha Rao,9830000001,asha@u.in,Pune,drone-tech\n', {
    onMatch: 'fill-blank',
  })
  expect(second.counts).toMatchObject({ updated: 1 })
  expect(await leadOf('+919830000001')).toMatchObject({
    city: 'Pune',
    points: ['+919830000001', 'asha@u.in'],
    interests: ['drone-tech', 'general'],
  })
  expect(await undone(second.importId)).toMatchObject({ state: 'undone', undoCounts: { withdrawn: 0, restored: 1, kept: 0 } })
  expect(await leadOf('+919830000001')).toEqual(before)
  const third = await desk.committed('Name,Email\nSomebody Else,asha@u.in\n')
  expect(third.counts).toMatchObject({ created: 1 })
})

test('what was changed since stays and is named', async () => {
  await desk.committed('Name,Phone\nVik Sharma,9830000002\n')
  const { importId } = await desk.committed('Name,Phone,City\nVik Sharma,9830000002,Pune\n')
  const lead = await leadOf('+919830000002')
  await rows(desk.db(), sql`update leads.leads set city = 'Delhi' where id = ${lead?.id ?? ''}::uuid`)
  expect(await undone(importId)).toMatchObject({ undoCounts: { withdrawn: 0, restored: 0, kept: 1 } })
  expect((await desk.rowsOf(importId))[0]).toMatchObject({ undoNote: 'kept: changed since: city' })
  expect((await leadOf('+919830000002'))?.city).toBe('Delhi')
})

test('a lead that somebody has worked with, or that came in again by another way, is kept', async () => {
  const { importId } = await desk.committed('Name,Phone\nNoted Nita,9830000003\nAgain Anu,9830000004\nFree Fred,9830000005\n')
  const noted = await leadOf('+919830000003')
  await inTx(ctx(), (t) => journal(t, [{ leadId: noted?.id ?? '', kind: 'note', data: { text: 'called back' } }]))
  await desk.committed('Name,Phone\nAgain Anu,9830000004\n')
  expect(await undone(importId)).toMatchObject({ undoCounts: { withdrawn: 1, kept: 2 } })
  expect((await desk.rowsOf(importId)).map((row) => row.undoNote)).toEqual([
    'kept: somebody has worked with this lead since',
    'kept: somebody has worked with this lead since',
    null,
  ])
  expect([(await leadOf('+919830000003'))?.status, (await leadOf('+919830000004'))?.status, await leadOf('+919830000005')]).toEqual([
    'new',
    'new',
    undefined,
  ])
})

test('rows of one file that built on each other are taken back together, over any chunks', async () => {
  await desk.setChunk(2)
  const { importId } = await desk.committed(
    'Name,Phone,Email,City\nMeena K,9830000006,,\nMeena K,9830000006,meena@u.in,\nMeena K,,meena@u.in,Pune\nMeena K,9830000006,,Delhi\n',
    { onMatch: 'overwrite' },
  )
  expect(await undone(importId)).toMatchObject({ undoCounts: { withdrawn: 1, restored: 3, kept: 0 } })
  await desk.setChunk(500)
})

test('an import is taken back within its days and once', async () => {
  const { importId } = await desk.committed('Name,Phone\nLate Lata,9830000007\n')
  desk.harness.clock.advance(30 * 24 * 3_600_000 + 60_000)
  expect(await refusalOf(undoImport(ctx(), { importId }))).toBe('leads.import-undo-expired')
})

test('a merge that a row of the file caused is taken back', async () => {
  await desk.committed('Name,Phone\nMerge Mira,9830000008\n')
  await desk.committed('Name,Email\nMerge Mira,mira@u.in\n')
  const { importId } = await desk.committed('Name,Phone,Email\nMerge Mira,9830000008,mira@u.in\n')
  const live = () => rows(desk.db(), sql`select status from leads.leads where full_name = 'Merge Mira' order by status`)
  expect(await live()).toEqual([{ status: 'merged' }, { status: 'new' }])
  expect(await undone(importId)).toMatchObject({ undoCounts: { withdrawn: 0, kept: 0 } })
  expect(await live()).toEqual([{ status: 'new' }, { status: 'new' }])
})

test('consent is granted with the evidence that was given, rehearsed by the preview, and keeps no lead from being taken back', async () => {
  const grants = () => rows<{ basis: string; text: string }>(desk.db(), sql`select basis, evidence ->> 'text' as text from leads.consents`)
  const options = { consentBasis: 'explicit' as const, consentEvidence: 'fair in Pune, form 7' }
  const { importId } = await desk.previewed('Name,Phone,Email\nConny,9830000009,con@u.in\nNobody,,\n', options)
  expect(await grants()).toEqual([])
  const { planHash } = await desk.get(importId)
  await commitImport(ctx(), { importId, planHash: planHash ?? '' })
  await desk.work(importId)
  expect(await grants()).toEqual([
    { basis: 'explicit', text: 'fair in Pune, form 7' },
    { basis: 'explicit', text: 'fair in Pune, form 7' },
  ])
  expect(await undone(importId)).toMatchObject({ undoCounts: { withdrawn: 1, kept: 0 } })
})
