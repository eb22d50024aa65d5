import { sql } from '@mas/db'
import { listSuppressions, notify, queueEmail } from '@mas/domain/notifications'
import { inTx, newId, system } from '@mas/kernel'
import { someone } from '@mas/testing'
import { useNotifications } from '@mas/testing/notifications-world'
import { expect, test } from 'bun:test'
import { testApp } from '../edge-fixture.ts'

const world = useNotifications()
const { harness } = world
const ask = (path: string, init?: RequestInit) => testApp(harness).request(path, init)
const post = (path: string, fields: [string, string][], headers: Record<string, string> = {}) =>
  ask(path, {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  })
const left = async (address: string) => (await listSuppressions(harness.ctx(someone('ADMIN')), { address })).items.map(({ scope }) => scope)

async function leaveLink() {
  const to = `asha+${newId()}@people.example`
  const data = { fullName: 'Asha', courseName: 'SQL', link: 'https://mas.example/sql' }
  await inTx(harness.ctx(system('test')), (t) =>
    queueEmail(t, { kind: 'lead-nurture', address: to, leadId: newId(), data, dedupeKey: newId() }),
  )
  await harness.drain()
  const header = new Map(world.mail.mailsTo(to)[0]?.headers.map(([name, value]) => [name.toLowerCase(), value])).get('list-unsubscribe')
  return { to, path: /<https:\/\/mas\.example(\/u\/[^>]+)>/.exec(header ?? '')?.[1] ?? 'no link' }
}
async function preferencesLink() {
  const person = world.person()
  const data = { courseName: 'SQL', percent: 40 }
  await inTx(harness.ctx(system('test')), (t) => notify(t, { kind: 'progress-nudge', userIds: [person.userId], data, dedupeKey: newId() }))
  await harness.drain()
  const text = world.mail.mailsTo(person.address)[0]?.text ?? ''
  return { userId: person.userId, path: /https:\/\/mas\.example(\/preferences\/\S+)/.exec(text)?.[1] ?? 'no link' }
}
const switched = (userId: string) =>
  world.rows(sql`select topic, channel, is_on from notifications.preferences where user_id = ${userId}::uuid order by topic, channel`)

test('looking at an unsubscribe link, as mail scanners do, changes nothing and shows a form', async () => {
  const { to, path } = await leaveLink()
  const page = await ask(path)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(await page.text()).toContain(
    '<form method="post"><input type="hidden" name="confirm" value="1"><button>Unsubscribe</button></form>',
  )
  expect((await ask(path, { method: 'HEAD' })).status).toBe(200)
  expect(await left(to)).toEqual([])
})

test('one click acts at once with an empty 200, twice is once; both ways a form may be written', async () => {
  const { to, path } = await leaveLink()
  const multipart = new FormData()
  multipart.set('List-Unsubscribe', 'One-Click')
  const answers = [await post(path, [['List-Unsubscribe', 'One-Click']]), await ask(path, { method: 'POST', body: multipart })]
  for (const answer of answers) expect([answer.status, await answer.text()]).toEqual([200, ''])
  expect(await left(to)).toEqual(['lead-nurture'])
})

test('other bodies act only with the confirmation of the page', async () => {
  const { to, path } = await leaveLink()
  const idle: [string, string][][] = [[], [['confirm', '0']], [['List-Unsubscribe', 'No']]]
  for (const fields of idle) expect((await post(path, fields)).status).toBe(400)
  expect((await ask(path, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status).toBe(400)
  expect(await left(to)).toEqual([])
  // As a browser sends it that is signed in to something else of ours.
  const page = await post(path, [['confirm', '1']], { origin: 'http://localhost', cookie: 'a=b' })
  expect(await page.text()).toContain('You are unsubscribed')
  expect(await left(to)).toEqual(['lead-nurture'])
})

test('a broken link shows a page that says so, and a machine the code', async () => {
  const { path } = await leaveLink()
  for (const broken of [`${path}x`, '/u/nonsense', `/u/${'a'.repeat(2_000)}`, '/preferences/nonsense']) {
    const page = await ask(broken)
    expect([page.status, (await page.text()).includes('This link is not valid')]).toEqual([400, true])
  }
  expect(await (await post('/u/nonsense', [['List-Unsubscribe', 'One-Click']])).json()).toMatchObject({
    code: 'notifications.token-invalid',
  })
})

test('what is ticked is on, what was shown and is not ticked is off, what was not shown stays', async () => {
  const { userId, path } = await preferencesLink()
  const before = await (await ask(path)).text()
  expect(before).toContain('name="on" value="account/email" checked disabled')
  expect(before).not.toContain('name="shown" value="account/email"')
  const page = await post(path, [
    ['shown', 'progress/email'],
    ['shown', 'community/email'],
    ['shown', 'account/email'],
    ['on', 'community/email'],
  ])
  const text = await page.text()
  expect(text).toContain('Your choices are saved.')
  expect(text).toContain('name="on" value="progress/email"> E-mail')
  expect(await switched(userId)).toEqual([{ topic: 'progress', channel: 'email', is_on: false }])
})

test('pages run nothing, load nothing, and keep their address to themselves; tokens are not logged', async () => {
  for (const { path } of [await leaveLink(), await preferencesLink()]) {
    const page = await ask(path)
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/)
    expect([page.headers.get('referrer-policy'), page.headers.get('cache-control')]).toEqual(['same-origin', 'no-store'])
    expect(await page.text()).not.toContain('<script')
    expect(harness.logged()).not.toContain(path.split('/')[2] ?? 'no token')
  }
})
