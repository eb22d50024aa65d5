import { sql } from '@mas/db'
import { inTx, system } from '@mas/kernel'
import { createOperatorPager, sandboxOnCall } from '@mas/providers/on-call'
import { startSandbox, type Sandbox } from '@mas/providers/sandbox'
import { silentLog } from '@mas/kernel'
import { someone, useHarness } from '@mas/testing'
import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import { pageOperator, recordMany, verifyChain } from './index.ts'
import { auditHandlers } from './handlers.ts'
import { keepLog, tamper } from './tampering-fixture.ts'

let sandbox: Sandbox | undefined
let url = ''
const harness = useHarness({
  ports: {
    // The address is known only once the sandbox listens.
    operatorPager: {
      mode: 'sandbox',
      page: (page) =>
        createOperatorPager({
          mode: 'sandbox',
          url,
          secret: sandboxOnCall.secret,
          clock: harness.clock,
          log: silentLog,
          sleep: async () => {},
        }).page(page),
    },
  },
})
beforeAll(async () => {
  sandbox = await startSandbox({ httpPort: 0, smtpPort: 0, clock: harness.clock })
  url = `${sandbox.httpUrl}/webhook-receiver/${sandboxOnCall.receiver}`
})
afterEach(() => sandbox?.reset())
afterAll(() => sandbox?.stop())

const received = () => sandbox?.receivers.received(sandboxOnCall.receiver) ?? []
const worker = () => harness.ctx(system('test'))
const run = (name: string) => auditHandlers.find(({ job }) => job.name === name)?.handle(worker(), {}, { id: 'x', number: 1, last: true })

test('a changed entry wakes somebody with a signed page that names the place and no person; the same fault again the same day does not', async () => {
  sandbox?.receivers.secrets(sandboxOnCall.receiver, [sandboxOnCall.secret])
  await inTx(worker(), (t) => recordMany(t, [{ action: 'test.change', subject: { type: 'user', id: 'p1' }, after: { city: 'Pune' } }]))
  const restore = await keepLog(harness)
  await tamper(harness, sql`update audit.entries set body = replace(body, 'Pune', 'Pune!')`)
  for (let times = 0; times < 3; times++) expect(await verifyChain(harness.ctx(someone('ADMIN')), {})).toMatchObject({ ok: false })
  await run('audit.verify-tail')
  expect((await harness.drain()).dead).toEqual([])
  expect(received()).toHaveLength(1)
  const [page] = received()
  expect(page).toMatchObject({ signature: 'valid', signatures: 1 })
  expect(JSON.parse(page?.body ?? '')).toMatchObject({
    type: 'operator.page',
    data: { summary: 'the audit log was changed', details: { kind: 'edited', seq: 1 } },
  })
  expect(page?.body).not.toContain('Pune')
  harness.clock.advance(86_400_000)
  await run('audit.verify-tail')
  await harness.drain()
  expect(received()).toHaveLength(2)
  await restore()
})

test('a page is sent until the receiver has it, under one id; one whose answer was lost is known by it', async () => {
  sandbox?.receivers.script(sandboxOnCall.receiver, ['503', '410', 'drop', '500'])
  const raise = () => inTx(worker(), (t) => pageOperator(t, { key: 'test:1', summary: 'a test', details: { n: 1 } }))
  await Promise.all([raise(), raise(), raise()])
  for (let round = 0; round < 4; round++) {
    await harness.drain()
    harness.clock.advance(3_600_000)
  }
  const answers = received().map(({ answered }) => answered)
  expect(answers.at(-1)).toBe('200')
  expect(answers.filter((one) => one === '200')).toHaveLength(1)
  expect(new Set(received().map(({ id }) => id)).size).toBe(1)
  await raise()
  await harness.drain()
  expect(received()).toHaveLength(answers.length)
})

test('an incident of a transaction that was undone wakes nobody', async () => {
  const undone = inTx(worker(), async (t) => {
    await pageOperator(t, { key: 'test:2', summary: 'a test', details: {} })
    throw new Error('undone')
  })
  expect(await undone.catch((thrown: unknown) => String(thrown))).toContain('undone')
  await harness.drain()
  expect(received()).toEqual([])
})
