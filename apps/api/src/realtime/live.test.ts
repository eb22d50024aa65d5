import { transformer } from '@mas/contracts/client'
import { rows, sql } from '@mas/db'
import { inTx, notify, silentLog, system, watch } from '@mas/kernel'
import { someone, useHarness } from '@mas/testing'
import { createTRPCClient, httpSubscriptionLink, TRPCClientError } from '@trpc/client'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { EventSource } from 'eventsource'
import { z } from 'zod'
import { testApp } from '../edge-fixture.ts'
import { serveOnBun } from '../serve-bun.ts'
import { subscription } from '../trpc/expose.ts'
import { router } from '../trpc/init.ts'
import { endedTopic } from './follow.ts'
import { openLiveHub, type LiveHub } from './live-hub.ts'

const harness = useHarness()
let present = 0
let reads = 0
const Counted = z.object({ n: z.int() })
const watchCounter = watch({
  verb: 'settings.watch-counter',
  summary: 'For this test.',
  permission: 'settings.list-settings',
  input: z.strictObject({ name: z.string() }),
  output: Counted,
  topic: (_ctx, { name }) => `test.counter:${name}`,
  read: async () => ((reads += 1), { n: present }),
})
const liveRouter = router({ test: router({ watchCounter: subscription(watchCounter) }) })

interface Edge {
  readonly url: string
  readonly hub: LiveHub
  stop(): Promise<void>
}
const edges: Edge[] = []
async function startEdge(): Promise<Edge> {
  const hub = await openLiveHub(harness.runtime.driver, silentLog)
  const server = serveOnBun(testApp(harness, { live: hub }, { router: liveRouter }), 0)
  const edge = { url: server.url, hub, stop: async () => void (await Promise.all([hub.close(), server.stop(0)])) }
  edges.push(edge)
  return edge
}
beforeAll(async () => {
  await startEdge()
  await startEdge()
})
afterAll(() => Promise.all(edges.map((edge) => edge.stop())))

/** Watches over real HTTP; `next` answers values one by one. */
function watcher(url: string, name: string, token: string) {
  const client = createTRPCClient<typeof liveRouter>({
    links: [
      httpSubscriptionLink({
        url: `${url}/trpc`,
        transformer,
        EventSource,
        eventSourceOptions: {
          fetch: (address, init) => fetch(address, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
        },
      }),
    ],
  })
  const seen: number[] = []
  const waiting: { until: (n: number) => boolean; resolve: () => void }[] = []
  const failed = Promise.withResolvers<string>()
  const subscribed = client.test.watchCounter.subscribe(
    { name },
    {
      onData: (value: unknown) => {
        const { n } = Counted.parse(value)
        seen.push(n)
        for (const { until, resolve } of waiting) if (until(n)) resolve()
      },
      onError: (error: unknown) =>
        failed.resolve(error instanceof TRPCClientError ? String(z.object({ code: z.string() }).parse(error.data).code) : 'not ours'),
    },
  )
  return {
    seen,
    failed: failed.promise,
    saw: (n: number) =>
      seen.includes(n) ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ until: (value) => value === n, resolve })),
    leave: () => subscribed.unsubscribe(),
  }
}
const change = (name: string) => inTx(harness.ctx(system('test')), (t) => notify(t, `test.counter:${name}`))
const first = () => edges[0]?.url ?? ''
const second = () => edges[1]?.url ?? ''

test('watchers of every process see the present state, then each change that commits', async () => {
  present = 1
  const watchers = [watcher(first(), 'a', 'ADMIN'), watcher(second(), 'a', 'ADMIN')]
  await Promise.all(watchers.map((one) => one.saw(1)))
  present = 2
  await change('a')
  await Promise.all(watchers.map((one) => one.saw(2)))
  for (const one of watchers) one.leave()
})

test('a burst of changes costs few reads, and the last one is seen', async () => {
  present = 0
  const one = watcher(first(), 'b', 'ADMIN')
  await one.saw(0)
  reads = 0
  for (present = 1; present < 100; present++) await change('b')
  await change('b')
  await one.saw(100)
  expect(reads).toBeLessThan(50) // of 100 changes, however slow the machine
  one.leave()
})

test('who may not read may not watch', async () => {
  expect(await watcher(first(), 'c', 'USER').failed).toBe('request.forbidden')
  expect(await watcher(first(), 'c', 'nonsense').failed).toBe('request.unauthenticated')
})

test('a watch ends with the session, on whichever process it hangs', async () => {
  present = 7
  const one = watcher(second(), 'd', 'ADMIN:5e55')
  const other = watcher(second(), 'd', 'ADMIN:0ther')
  await Promise.all([one.saw(7), other.saw(7)])
  await inTx(harness.ctx(system('test')), (t) => notify(t, endedTopic(someone('ADMIN', { sessionId: '5e55' })) ?? ''))
  expect(await one.failed).toBe('request.unauthenticated')
  present = 8
  await change('d')
  await other.saw(8)
  other.leave()
})

test('what was missed while the line to the database was cut is read afterwards', async () => {
  present = 20
  const one = watcher(first(), 'e', 'ADMIN:9ap')
  await one.saw(20)
  present = 21
  await rows(
    harness.runtime.driver.db,
    sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like '%-listen'`,
  )
  await one.saw(21)
  one.leave()
})

test('a reader that leaves is forgotten, and a draining process hands its watchers on', async () => {
  const edge = await startEdge()
  const one = watcher(edge.url, 'f', 'ADMIN')
  await one.saw(present)
  expect(edge.hub.watchers).toBe(3)
  one.leave()
  await until(() => edge.hub.watchers === 0)
  const ended = await fetch(`${edge.url}/trpc/test.watchCounter?input=${encodeURIComponent('{"json":{"name":"f"}}')}`, {
    headers: { authorization: 'Bearer ADMIN' },
  })
  const text = ended.text()
  await until(() => edge.hub.watchers === 3)
  await edge.stop()
  expect(await text).not.toContain('event: return')
})

/** Waits for something that another process or the runtime does in its own time. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resume) => setTimeout(resume, 5))
}
