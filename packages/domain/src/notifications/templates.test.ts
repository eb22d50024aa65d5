import { sql } from '@mas/db'
import { inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { expect, test } from 'bun:test'
import { useNotifications } from '@mas/testing/notifications-world'
import { diffTemplate, draftTemplate, listTemplates, previewTemplate, publishTemplate, queueEmail, retireTemplate } from './index.ts'

const world = useNotifications()
const { harness, mail } = world
const admin = () => harness.ctx(someone('ADMIN'))
const nurture = async () => {
  const address = `asha+${newId()}@people.example`
  await inTx(harness.ctx(system('test')), (t) =>
    queueEmail(t, { kind: 'lead-nurture', address, data: { courseName: 'SQL', link: 'https://mas.example/sql' }, dedupeKey: newId() }),
  )
  await harness.drain()
  return mail.mailsTo(address)[0]
}
const draft = (subject: string, html: string | null, text: string | null = null) =>
  draftTemplate(admin(), { code: 'lead-nurture', subject, html, text })
const publish = (version: number) => publishTemplate(admin(), { code: 'lead-nurture', version })

test('a published version is what is sent; retiring it lets the one that ships speak again', async () => {
  expect((await nurture())?.subject).toBe('SQL at My Analytics School')
  const { version, problems } = await draft('New: {{courseName}}', '<p>Hello {{fullName ?? "there"}}</p><p><a href="{{link}}">Look</a></p>')
  expect(problems).toEqual([])
  expect(version).toMatchObject({ version: 1, state: 'draft', variables: ['courseName', 'fullName', 'link'] })
  expect(await publish(1)).toMatchObject({ state: 'published' })
  const got = await nurture()
  expect(got?.subject).toBe('New: SQL')
  expect(got?.text).toContain('Look (https://mas.example/sql)')
  expect(await world.rows(sql`select distinct template_version from notifications.emails order by 1`)).toEqual([
    { template_version: 'code@1 en' },
    { template_version: 'db@1 en' },
  ])
  const listed = await listTemplates(admin(), { code: 'lead-nurture' })
  expect(listed.items).toEqual([
    { code: 'lead-nurture', channel: 'email', locale: 'en', owner: 'db', version: 1, subject: 'New: {{courseName}}', latestVersion: 1 },
  ])
  expect(await retireTemplate(admin(), { code: 'lead-nurture' })).toMatchObject({ version: 1, state: 'retired' })
  expect((await nurture())?.subject).toBe('SQL at My Analytics School')
  expect(await refusalOf(retireTemplate(admin(), { code: 'lead-nurture' }))).toBe('request.not-found')
})

test('a sales head with the page for mails writes what goes to leads, and finds no other text', async () => {
  const head = harness.ctx(someone('SALES_HEAD', { pages: ['email'] }))
  expect(await refusalOf(listTemplates(harness.ctx(someone('SALES_HEAD', { pages: [] })), {}))).toBe('identity.page-refused')
  expect(await refusalOf(listTemplates(harness.ctx(someone('SALES')), {}))).toBe('request.forbidden')
  expect(new Set((await listTemplates(head, {})).items.map(({ code }) => code))).toEqual(new Set(['lead-nurture', 'lead-message']))
  const { version } = await draftTemplate(head, { code: 'lead-message', subject: '{{subject}}', html: '<p>{{message}}</p>', text: null })
  expect(await publishTemplate(head, { code: 'lead-message', version: version.version })).toMatchObject({ state: 'published' })
  expect((await previewTemplate(head, { code: 'lead-message', version: version.version })).problems).toEqual([])
  await retireTemplate(head, { code: 'lead-message' })
  for (const attempt of [
    () => draftTemplate(head, { code: 'reset-code', subject: 'x', html: '<p>{{code}}</p>', text: null }),
    () => previewTemplate(head, { code: 'reset-code' }),
    () => publishTemplate(head, { code: 'reset-code', version: 1 }),
    () => retireTemplate(head, { code: 'reset-code' }),
    () => diffTemplate(head, { code: 'reset-code', from: 1, to: 2 }),
  ])
    expect(await refusalOf(attempt())).toBe('request.not-found')
  expect((await listTemplates(head, { code: 'reset-code' })).items).toEqual([])
})

test('a text with problems, or one that leaves a gap for a real recipient, is not published', async () => {
  const broken = await draft('{{courseName}}', '<p>{{nobody}}</p>')
  expect(broken.problems).toMatchObject([{ part: 'html', line: 1, column: 4 }])
  expect(await refusalOf(publish(broken.version.version))).toBe('notifications.template-invalid')
  // The sample has a name, the requests made above have none.
  const gap = await draft('{{fullName}}', '<p>x</p>')
  expect(await refusalOf(publish(gap.version.version))).toBe('notifications.template-unrenderable')
  expect(await refusalOf(publish(99))).toBe('request.not-found')
})

test('a version is published once, of parallel ones one stays in force, and a published text cannot change, not even with SQL', async () => {
  const versions = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => draft(`Take ${n}`, '<p>x</p>')))
  const numbers = versions.map(({ version }) => version.version)
  expect(new Set(numbers).size).toBe(6)
  await Promise.all(numbers.map((n) => publish(n)))
  const live = await world.rows<{ version: number }>(sql`select version from notifications.template_versions where state = 'published'`)
  expect(live).toHaveLength(1)
  expect(await refusalOf(publish(numbers[0] ?? 0))).toBe('notifications.version-published')
  for (const change of [
    sql`update notifications.template_versions set subject = 'x' where state = 'published'`,
    sql`update notifications.template_versions set state = 'draft' where state = 'retired'`,
    sql`delete from notifications.template_versions where state = 'published'`,
  ])
    expect(await refusalOf(world.rows(change))).toStartWith('DrizzleQueryError')
})

test('versions can be previewed and compared, not by everybody', async () => {
  const a = (await draft('Same', null, 'one\ntwo\nthree')).version.version
  const b = (await draft('Same', null, 'one\n2\nthree')).version.version
  const { lines } = await diffTemplate(admin(), { code: 'lead-nurture', from: a, to: b })
  expect(lines.map(({ part, change, text }) => `${part} ${change} ${text}`)).toEqual([
    'subject same Same',
    'text same one',
    'text removed two',
    'text added 2',
    'text same three',
  ])
  const shown = await previewTemplate(admin(), { code: 'lead-nurture', version: b })
  expect(shown).toMatchObject({ subject: 'Same', problems: [] })
  expect(shown.html).toContain('<p>one<br>2<br>three</p>')
  expect((await previewTemplate(admin(), { code: 'code' })).text).toContain('123456')
  expect(await refusalOf(previewTemplate(admin(), { code: 'code', data: { at: 'soon' } }))).toBe('notifications.data-invalid')
  expect(await refusalOf(draftTemplate(admin(), { code: 'code', channel: 'in-app', subject: 'x', text: 'x' }))).toBe(
    'notifications.kind-unknown',
  )
  expect(await refusalOf(listTemplates(harness.ctx(someone('FINANCE')), {}))).toBe('request.forbidden')
})
