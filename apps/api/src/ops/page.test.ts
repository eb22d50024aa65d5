import { existsSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rows, sql } from '@mas/db'
import { reservePort } from '@mas/db/embedded'
import { bootstrapAdmin, redeemInvite } from '@mas/domain/identity'
import { anonymous, defineJob, enqueue, fail, inTx, silentLog, system, type Ports } from '@mas/kernel'
import { createMetrics } from '@mas/platform'
import { openQueue, reconcileQueues, workQueue } from '@mas/platform/queue'
import { useHarness } from '@mas/testing'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chromium, type Browser, type Page } from 'playwright-core'
import { z } from 'zod'
import { createApp } from '../app.ts'
import { resolveActor } from '../auth/resolve-actor.ts'
import { testDeps } from '../edge-fixture.ts'
import { serveOnBun, type Server } from '../serve-bun.ts'

/** Debian's, or the one that is named; a machine without a browser skips what only a browser can show. */
const browserPath = [Bun.env['CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== '' && existsSync(path),
)
const shots = fileURLToPath(new URL('../../../../.mas/screenshots/', import.meta.url))

const codes: string[] = []
const ports: Partial<Ports> = {
  identityMail: {
    deliver: ({ secret }) => {
      if (secret !== undefined) codes.push(secret)
      return Promise.resolve({ outcome: 'ok', value: { accepted: true } })
    },
  },
}
const harness = useHarness({ ports })
const email = 'operator@example.in'
const password = 'violet tram over quiet hills'
const broken = defineJob('test.broken', z.object({ to: z.string(), n: z.int() }))

let server: Server | undefined
let browser: Browser | undefined
let url = ''

beforeAll(async () => {
  const { port, release } = await reservePort(0)
  await release()
  url = `http://localhost:${port}`
  server = serveOnBun(createApp(testDeps(harness, { publicUrl: url, resolveActor })), port)
  await heldRun()
  const { activationUrl } = await bootstrapAdmin(harness.ctx(system('cli')), { email, fullName: 'Meera Iyer' })
  await redeemInvite(harness.ctx(anonymous), { token: activationUrl.slice(activationUrl.indexOf('#token=') + 7), password })
  if (browserPath !== undefined) browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop(1_000)
})

test('the page and what it loads are ours, hold nothing by themselves, and run no script but their own', async () => {
  for (const [path, type] of [
    ['/ops', 'text/html'],
    ['/ops/ops.js', 'text/javascript'],
    ['/ops/ops.css', 'text/css'],
  ]) {
    const answer = await fetch(`${url}${path}`)
    expect(answer.headers.get('content-type')).toStartWith(type ?? '')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self';")
  }
  expect((await fetch(`${url}/trpc/admin.getHealth?input=${encodeURIComponent('{"json":{}}')}`)).status).toBe(401)
})

test.skipIf(browserPath === undefined)(
  'an administrator signs in, sees a job that gave up, sends it back, and is asked again after ten minutes',
  async () => {
    const page = await open()
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').first().fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Type the code that was mailed to you.').waitFor()
    await harness.drain()
    await giveUpOneJob()
    await page.getByLabel('Code').fill(codes.at(-1) ?? '')
    await page.getByRole('button', { name: 'Go on' }).click()

    await page.getByRole('checkbox', { name: 'test.broken' }).waitFor()
    // The first words say where to look, and so does the tab.
    await page.locator('#verdict').getByRole('link', { name: 'Dead letters' }).waitFor()
    expect(await page.title()).toMatch(/^\(\d\) Operations$/)
    await page.getByText(/queues at rest$/).click()
    await page.getByText('leads.match-duplicates').first().waitFor()
    const text = await page.locator('main').innerText()
    for (const shown of ['test.broken', 'request.conflict', 'breached-passwords', 'Welcome back', 'the relay said no', 'send-email at n3'])
      expect(text).toContain(shown)
    expect(text).not.toContain('asha@example.in')
    expect(await unlabelled(page)).toEqual([])
    mkdirSync(shots, { recursive: true })
    await page.screenshot({ path: `${shots}ops.png`, fullPage: true })

    await page.getByRole('checkbox', { name: 'test.broken' }).check()
    await page.getByLabel('Reason', { exact: true }).fill('the cause is repaired')
    await page.getByRole('button', { name: 'Send the chosen ones back' }).click()
    await page.getByText('1 sent back.').waitFor()
    await page.getByText('No job has given up.').waitFor()

    await page.getByRole('checkbox', { name: 'Welcome back' }).check()
    await page.getByLabel('Reason for these runs').fill('the relay is mended')
    await page.getByRole('button', { name: 'Let them go on' }).click()
    await page.getByText('1 run moved on.').waitFor()
    await page.getByText('No run is held.').waitFor()

    harness.clock.advance(11 * 60_000)
    await page.reload()
    await page.getByText('Is it still you?').waitFor()
    await page.locator('#step-up input').fill(password)
    await page.getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('No job has given up.').waitFor()
  },
  180_000,
)

test.skipIf(browserPath === undefined)('a wrong password is said in words, and nothing is shown', async () => {
  const page = await open()
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').first().fill('not the password at all')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.locator('#said:not(:empty)').waitFor()
  expect(await page.locator('#board').isVisible()).toBe(false)
  expect(await page.locator('#sign-in').isVisible()).toBe(true)
})

async function open(): Promise<Page> {
  if (browser === undefined) throw new Error('there is no browser')
  const page = await (await browser.newContext()).newPage()
  page.setDefaultTimeout(180_000)
  await page.goto(`${url}/ops`)
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  return page
}

/** What a screen reader could only call "edit" or "button". */
function unlabelled(page: Page): Promise<string[]> {
  return page
    .locator('input:visible, button:visible')
    .evaluateAll((all) =>
      all
        .filter((one) => one.closest('label') === null && one.getAttribute('aria-label') === null && one.textContent.trim() === '')
        .map((one) => one.outerHTML),
    )
}

/** A run that stands at a mail whose outcome nobody knows, and tells why. */
async function heldRun(): Promise<void> {
  const [workflow, run] = [Bun.randomUUIDv7(), Bun.randomUUIDv7()]
  const statements = [
    sql`insert into workflows.workflows (id, key, name, subject_type, status, last_version, draft, draft_layout, created_at, created_by, updated_at)
        values (${workflow}::uuid, 'welcome-back', 'Welcome back', 'lead', 'draft', 1, '{}', '{}', now(), 'user:test', now())`,
    sql`insert into workflows.versions (workflow_id, n, program, layout, hash, interests, published_by, published_at, note)
        values (${workflow}::uuid, 1, '{}', '{}', repeat('0', 64), '{}', 'user:test', now(), 'first')`,
    sql`insert into workflows.runs (id, workflow_id, version_n, subject_type, subject_id, entry_key, source, state, held_reason, arm_trace, started_at)
        values (${run}::uuid, ${workflow}::uuid, 1, 'lead', gen_random_uuid(), 'once', 'demand', 'held', 'in-doubt', '{}', now())`,
    sql`insert into workflows.cursors (run_id, node_id, entered_at, visits, vars, attempts, last_error)
        values (${run}::uuid, 'n3', now(), '{}', '{}', 6, 'the relay said no')`,
    sql`insert into workflows.effects (run_id, node_id, epoch, kind, key, state, rank, doubt_since, handed_at, updated_at)
        values (${run}::uuid, 'n3', 1, 'send-email', ${`wf:${run}:n3:1`}, 'in_doubt', 1, now(), now(), now())`,
  ]
  await harness.runtime.driver.transaction(async (tx) => {
    for (const statement of statements) await rows(tx, statement)
  })
}

async function giveUpOneJob(): Promise<void> {
  const boss = await openQueue({ url: harness.databaseUrl, role: 'worker', log: silentLog })
  try {
    await reconcileQueues(boss, [broken], silentLog)
    const run = () => Promise.reject(fail('request.conflict'))
    await workQueue(boss, { name: broken.name, options: broken.options, run }, silentLog, createMetrics())
    await inTx(harness.ctx(system('test')), (t) => enqueue(t, broken, { to: 'asha@example.in', n: 7 }))
    while ((await harness.runtime.infra.queueOps.deadLetters(10)).length === 0) await new Promise((resume) => setTimeout(resume, 25))
  } finally {
    await boss.stop({ graceful: true, timeout: 5_000 })
  }
}
