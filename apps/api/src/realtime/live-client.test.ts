import { createClient, errorOf, type ClientOptions } from '@mas/contracts/client'
import type { NoticesNow } from '@mas/contracts/notifications'
import { silentLog } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'bun:test'
import { EventSource } from 'eventsource'
import type { z } from 'zod'
import { resolveTestActor, testApp } from '../edge-fixture.ts'
import { serveOnBun, type Server } from '../serve-bun.ts'
import { openLiveHub, type LiveHub } from './live-hub.ts'

type Notices = z.output<typeof NoticesNow>

const harness = useHarness()
let hub: LiveHub | undefined
let server: Server | undefined
const asked: { authorization: string | null; platform: string | null }[] = []
const addresses: string[] = []
/** The package's class, which also tells which addresses it was given. */
class WatchedEventSource extends EventSource {
  constructor(...[url, options]: ConstructorParameters<typeof EventSource>) {
    super(url, options)
    addresses.push(String(url))
  }
}
beforeAll(async () => {
  hub = await openLiveHub(harness.runtime.driver, silentLog)
  const app = testApp(harness, {
    live: hub,
    resolveActor: (ctx, facts) => {
      asked.push({ authorization: facts.headers.get('authorization'), platform: facts.headers.get('x-platform') })
      return resolveTestActor(ctx, facts)
    },
  })
  server = serveOnBun(app, 0)
})
afterAll(async () => {
  await Promise.all([hub?.close(), server?.stop(0)])
})

function firstNotices(more: Pick<ClientOptions, 'accessToken' | 'EventSource'>): Promise<Notices> {
  const client = createClient({ url: server?.url ?? '', platform: 'mr-hire', ...more })
  return new Promise((resolve, reject) => {
    const watching = client.notifications.watchNotices.subscribe(
      {},
      {
        onData: (value) => {
          expectTypeOf(value).toEqualTypeOf<Notices>()
          watching.unsubscribe()
          resolve(value)
        },
        onError: reject,
      },
    )
  })
}

test('the class of the npm package fits as it is, and the access token travels as a header, never in the address', async () => {
  asked.length = 0
  addresses.length = 0
  expect(await firstNotices({ accessToken: () => 'USER:5e55', EventSource: WatchedEventSource })).toEqual({ unread: 0, latestId: null })
  // Once at the beginning, and once more after listening began.
  expect(asked).toEqual(Array.from({ length: 2 }, () => ({ authorization: 'Bearer USER:5e55', platform: 'mr-hire' })))
  expect(addresses).toHaveLength(1)
  expect(addresses[0]).not.toMatch(/5e55|connectionParams|authorization/)
  expectTypeOf(EventSource).toExtend<NonNullable<ClientOptions['EventSource']>>()
})

test('a refusal of a live query has its code', async () => {
  const thrown = await firstNotices({ accessToken: () => 'nonsense', EventSource }).catch((error: unknown) => error)
  expect(errorOf(thrown)?.code).toBe('request.unauthenticated')
})
