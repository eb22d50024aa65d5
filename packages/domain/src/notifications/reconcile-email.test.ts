import { sql } from '@mas/db'
import { leaseEmail } from '@mas/db/notifications'
import { inTx, newId, system } from '@mas/kernel'
import { refusalOf, someone } from '@mas/testing'
import { beforeEach, expect, test } from 'bun:test'
import { decideIntents } from './decide-intent.ts'
import { useNotifications } from '@mas/testing/notifications-world'
import { getStates, listEmails, listNotices, notifyImportFinished, queueEmail, resendEmail } from './index.ts'
import { sendEmail } from './send-email.ts'

const world = useNotifications()
const { harness, mail } = world
const admin = someone('ADMIN')
const ctx = () => harness.ctx(system('test'))
const minutes = (n: number) => new Date(Date.parse('2026-11-23T04:30:00.000Z') + n * 60_000).toISOString()
const stateOf = async (address: string) => (await listEmails(harness.ctx(admin), { address })).items[0]
const news = { headline: 'A course', summary: 'It starts in December.', link: 'https://mas.example/x' }
beforeEach(() => harness.clock.set(minutes(0)))

async function importMail(how: string) {
  const person = world.person({ role: 'SALES_HEAD', address: `${how}+${newId()}@people.example` })
  await inTx(ctx(), (t) =>
    notifyImportFinished(t, {
      importId: newId(),
      by: person.userId,
      counts: { created: 3, matched: 2, updated: 0, rejected: 1 },
      drift: 0,
    }),
  )
  await harness.drain()
  return person
}
async function newsMail(how: string) {
  const address = `${how}+${newId()}@people.example`
  const [intentId = ''] = await inTx(ctx(), (t) => queueEmail(t, { kind: 'product-news', address, data: news, dedupeKey: 'n' }))
  await harness.drain()
  return { address, intentId }
}

test('drop@, transactional: the outcome stays in doubt for ten minutes, then one more copy with the same Message-ID, then never again', async () => {
  const { address } = await importMail('drop')
  expect(await stateOf(address)).toMatchObject({ state: 'in_doubt', attempts: 1 })
  await world.pass(minutes(9))
  expect(mail.mailsTo(address)).toHaveLength(1)
  await world.pass(minutes(10))
  expect(mail.mailsTo(address)).toHaveLength(2)
  for (const at of [21, 60, 600]) await world.pass(minutes(at))
  const copies = mail.mailsTo(address)
  expect(copies).toHaveLength(2)
  expect(new Set(copies.map(({ messageId }) => messageId)).size).toBe(1)
  expect(await stateOf(address)).toMatchObject({ state: 'in_doubt', attempts: 2 })
})

test('drop@, marketing: exactly one copy, in doubt and visible for ever', async () => {
  const { address, intentId } = await newsMail('drop')
  for (const at of [10, 11, 30, 600]) await world.pass(minutes(at))
  expect(mail.mailsTo(address)).toHaveLength(1)
  expect(await stateOf(address)).toMatchObject({ state: 'in_doubt', attempts: 1 })
  expect((await getStates(harness.ctx({ kind: 'workflow', runId: 'r' }), { ids: [intentId] })).items).toMatchObject([
    { id: intentId, state: 'allowed', emailState: 'in_doubt', inDoubt: true, bounced: false },
  ])
})

test('an answer that comes after the time-out is in doubt, not a refusal', async () => {
  const { address } = await importMail('slow')
  expect(await stateOf(address)).toMatchObject({ state: 'in_doubt' })
  await world.pass(minutes(10))
  expect(mail.mailsTo(address).length).toBeLessThanOrEqual(2)
})

test('a process that dies with the mail on the wire leaves its attempt; the lease runs out into doubt and at most two copies exist', async () => {
  const person = world.person({ role: 'SALES_HEAD' })
  const [id] = await deathOnTheWire(person.userId, person.address)
  expect(mail.mailsTo(person.address)).toHaveLength(1)
  expect(await world.rows(sql`select outcome from notifications.email_attempts where email_id = ${id ?? ''}::uuid`)).toEqual([
    { outcome: null },
  ])
  await world.pass(minutes(0.5))
  expect(await stateOf(person.address)).toMatchObject({ state: 'sending' })
  await world.pass(minutes(2))
  expect(await stateOf(person.address)).toMatchObject({ state: 'in_doubt', lastError: 'no answer was recorded' })
  await world.pass(minutes(15))
  expect(await stateOf(person.address)).toMatchObject({ state: 'sent', attempts: 2 })
  const copies = mail.mailsTo(person.address)
  expect([copies.length, new Set(copies.map(({ messageId }) => messageId)).size]).toEqual([2, 1])
})

/** What kill -9 between the wire and the record leaves behind: the committed lease and the mail at the relay. */
async function deathOnTheWire(userId: string, address: string): Promise<string[]> {
  await inTx(ctx(), (t) =>
    notifyImportFinished(t, { importId: newId(), by: userId, counts: { created: 3, matched: 2, updated: 0, rejected: 1 }, drift: 0 }),
  )
  const killed = new Promise<never>(() => {})
  let reached: () => void = () => {}
  const onTheWire = new Promise<void>((resolve) => (reached = resolve))
  const { ports, ...rest } = ctx()
  const dying = {
    ...rest,
    ports: {
      ...Object.fromEntries((['sealer', 'signer', 'mailHouse', 'recipientDirectory'] as const).map((name) => [name, ports[name]])),
      emailSender: {
        ...mail.sender,
        send: async (...args: Parameters<typeof mail.sender.send>) => {
          await mail.sender.send(...args)
          reached()
          return killed
        },
      },
    },
  }
  const waiting = await world.rows<{ id: string }>(sql`select id from notifications.intents where user_id = ${userId}::uuid`)
  await decideIntents(
    ctx(),
    waiting.map(({ id }) => id),
  )
  const mails = await world.rows<{ id: string }>(sql`select id from notifications.emails where to_address = ${address}`)
  void sendEmail(asCtx(dying), mails[0]?.id ?? '')
  await onTheWire
  return mails.map(({ id }) => id)
}

/** The harness' ports are a proxy that cannot be spread; the object above names every port that sending uses. */
function asCtx(parts: object): Parameters<typeof sendEmail>[0] {
  return parts as Parameters<typeof sendEmail>[0]
}

test('of twenty workers that are given the same mail one sends it', async () => {
  const address = `asha+${newId()}@people.example`
  await inTx(ctx(), (t) => queueEmail(t, { kind: 'product-news', address, data: news, dedupeKey: 'n' }))
  const waiting = await world.rows<{ id: string }>(sql`select id from notifications.intents where address = ${address}`)
  await Promise.all(
    Array.from({ length: 10 }, () =>
      decideIntents(
        ctx(),
        waiting.map(({ id }) => id),
      ),
    ),
  )
  const [row] = await world.rows<{ id: string }>(sql`select id from notifications.emails where to_address = ${address}`)
  await Promise.all(Array.from({ length: 20 }, () => sendEmail(ctx(), row?.id ?? '')))
  expect(mail.mailsTo(address)).toHaveLength(1)
  await harness.drain()
  expect(mail.mailsTo(address)).toHaveLength(1)
})

test('a refusal for now is tried again later, a mail that is not due cannot be leased', async () => {
  mail.faults.add('limit', 1)
  const { address } = await newsMail('asha')
  const waiting = await stateOf(address)
  expect(waiting).toMatchObject({ state: 'queued', dueAt: '2026-11-23T04:30:30.000Z', attempts: 1 })
  const lease = {
    id: waiting?.id ?? '',
    provider: 'smtp',
    fromAddress: 'a@b.example',
    subject: 's',
    bodyText: null,
    templateVersion: 'v',
    now: harness.clock.now(),
    until: harness.clock.now(),
  }
  expect(await inTx(ctx(), (t) => leaseEmail(t.tx, lease))).toBeUndefined()
  await world.pass(minutes(1))
  expect(await stateOf(address)).toMatchObject({ state: 'sent', attempts: 2 })
})

test('a failed mail tells who asked for it and can be sent again once, not when it was sent', async () => {
  const person = await importMail('reject')
  const failed = await stateOf(person.address)
  expect(failed).toMatchObject({ state: 'failed' })
  const bell = await listNotices(harness.ctx(someone('SALES_HEAD', { userId: person.userId, pages: [] })), {})
  expect(bell.items.map(({ kind }) => kind).toSorted()).toEqual(['email-failed', 'import-finished'])
  // Ids of one millisecond are in no order among themselves; the new mail must be the newest.
  harness.clock.set(minutes(1))
  const again = () => resendEmail(harness.ctx(admin), { emailId: failed?.id ?? '', reason: 'mailbox was repaired' })
  const answers = await Promise.all([refusalOf(again()), refusalOf(again()), refusalOf(again())])
  expect(answers.toSorted()).toEqual(['nothing was refused', 'notifications.not-resendable', 'notifications.not-resendable'])
  await harness.drain()
  expect(await stateOf(person.address)).toMatchObject({ state: 'suppressed', lastError: 'address', resendOf: failed?.id })
  const ok = await importMail('asha')
  expect(
    await refusalOf(resendEmail(harness.ctx(admin), { emailId: (await stateOf(ok.address))?.id ?? '', reason: 'once more please' })),
  ).toBe('notifications.not-resendable')
})
