import { rows, sql } from '@mas/db'
import { destroyKey, explainSubject, getEntry, listEntries } from '@mas/domain/audit'
import { ensureUser, eraseUser, listUsers, provisionUser } from '@mas/domain/identity'
import {
  addNote,
  captureLead,
  createSegment,
  eraseLead,
  exportLeads,
  getLead,
  mergeLeads,
  recordConsent,
  searchLeads,
  updateLead,
} from '@mas/domain/leads'
import { listSuppressions, suppress } from '@mas/domain/notifications'
import { inTx, newId, system } from '@mas/kernel'
import { someone, useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'

const harness = useHarness()
const chief = someone('ADMIN')
const admin = () => harness.ctx({ ...chief, confirmedAtMs: harness.clock.now().getTime() })

/** Names, numbers and addresses that occur nowhere else, in every spelling the product makes of them. */
const name = 'Zorabelle Quixwhistle'
const email = 'zorabelle.quixwhistle@people.example'
const phone = '+919812340567'
const traces = ['zorabelle', 'quixwhistle', '9812340567', '98123 40567', 'xanthopolis', 'zeugma institute']

async function bodies(): Promise<{ id: string; action: string; body: string }[]> {
  return rows(harness.runtime.driver.db, sql`select id, action, body from audit.entries order by at, id`)
}
const inClear = async () =>
  (await bodies()).flatMap(({ action, body }) =>
    traces.flatMap((trace) => (body.toLowerCase().includes(trace) ? [`${action} tells ${trace}`] : [])),
  )

test('no name, number or address that goes through the verbs stands in clear in the audit log', async () => {
  const capture = async (more: object = {}) =>
    (
      await captureLead(admin(), {
        requestId: newId(),
        fullName: name,
        phones: [phone],
        emails: [email],
        city: 'Xanthopolis',
        note: `call ${name}`,
        ...more,
      })
    ).leadId ?? ''
  const leadId = await capture()
  const other = await capture({ phones: ['+919812349999'], emails: ['other@people.example'], fullName: 'Somebody Else' })
  const version = (await getLead(admin(), { leadId })).version
  await updateLead(admin(), {
    leadId,
    version,
    fields: {
      fullName: `${name} Z`,
      city: 'Xanthopolis East',
      college: 'Zeugma Institute',
      extra: { guardianMail: email, guardianPhone: phone },
    },
  })
  await addNote(admin(), { leadId, text: `${name} asks to be called at ${phone}` })
  await recordConsent(admin(), { value: email, channel: 'email', purpose: 'promotional', basis: 'explicit', evidence: { said: name } })
  await createSegment(admin(), { name: 'looked for', condition: { field: 'lead.fullName', op: 'eq', value: name } })
  await searchLeads(admin(), { query: email })
  await exportLeads(admin(), { requestId: newId(), filter: { city: 'Pune' } })
  await mergeLeads(admin(), { survivorId: leadId, absorbedId: other, reason: `${name} is the same person` }).catch(() => {
    // Whether these two may be merged does not matter here.
  })

  const { userId } = await inTx(harness.ctx(system('test')), (t) => ensureUser(t, { email, fullName: name, source: 'test' }))
  await provisionUser(admin(), { email: `staff.${email}`, fullName: name, role: 'SALES', phone: '+919812340568' }).catch(() => {
    // No mail goes out here.
  })
  await listUsers(admin(), { email })
  await suppress(admin(), { address: email, scope: 'all', note: 'asked by letter' })
  await listSuppressions(admin(), { address: email })
  await harness.drain()

  expect((await bodies()).map(({ action }) => action)).toContain('leads.update-lead')
  expect((await bodies()).length).toBeGreaterThan(12)
  expect(await inClear()).toEqual([])

  const changed = await listEntries(admin(), { subjectType: 'lead', subjectId: leadId, action: 'leads.update-lead' })
  const [entry] = changed.items
  expect(entry).toMatchObject({ before: { fullName: 'sealed' }, after: { fullName: 'sealed', extra: 'sealed' } })
  expect(await getEntry(admin(), { id: entry?.id ?? '' })).toMatchObject({
    before: { fullName: name },
    after: { fullName: `${name} Z`, college: 'Zeugma Institute' },
  })
  const told = await explainSubject(admin(), { type: 'lead', id: leadId })
  // Why somebody did it is told; what it was about is not.
  expect(JSON.stringify(told)).toContain(`${name} is the same person`)
  expect(JSON.stringify(told).replaceAll(`${name} is the same person`, '').toLowerCase()).not.toMatch(/quixwhistle|9812340567/)

  await inTx(harness.ctx(system('test')), (t) => eraseLead(t, leadId))
  expect(await getEntry(admin(), { id: entry?.id ?? '' })).toMatchObject({ before: { fullName: 'erased' }, after: { extra: 'erased' } })
  await inTx(harness.ctx(system('test')), (t) => eraseUser(t, userId))
  expect(await inTx(harness.ctx(system('test')), (t) => destroyKey(t, userId))).toEqual({ entriesAffected: 0 })
  expect(await inClear()).toEqual([])
})
