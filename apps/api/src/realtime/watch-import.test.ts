import { createClient, type MasClient } from '@mas/contracts/client'
import type { Import } from '@mas/contracts/leads'
import { newId, silentLog } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { TRPCClientError } from '@trpc/client'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { EventSource } from 'eventsource'
import { z } from 'zod'
import { testApp } from '../edge-fixture.ts'
import { serveOnBun, type Server } from '../serve-bun.ts'
import { openLiveHub, type LiveHub } from './live-hub.ts'

const harness = useHarness()
let running: { server: Server; hub: LiveHub; mas: MasClient } | undefined
beforeAll(async () => {
  const hub = await openLiveHub(harness.runtime.driver, silentLog)
  const server = serveOnBun(testApp(harness, { live: hub }), 0)
  running = { server, hub, mas: createClient({ url: server.url, accessToken: () => 'ADMIN:5e55', EventSource }) }
})
afterAll(async () => {
  await running?.hub.close()
  await running?.server.stop(0)
})
const edge = () => {
  if (running === undefined) throw new Error('the edge is usable inside tests only')
  return running
}

async function startedImport(): Promise<string> {
  const { mas, server } = edge()
  const body = 'Name,Phone\nAsha Rao,98765 43210\n'
  const { ticket } = await mas.leads.createImportUpload.mutate({ name: 'leads.csv', size: body.length })
  const slot = await mas.files.beginUpload.mutate({ ticket })
  if (slot.method !== 'put') throw new Error('a small file comes in one piece')
  await fetch(new URL(slot.url, server.url), { method: 'PUT', headers: slot.headers, body })
  const { fileId } = await mas.files.finishUpload.mutate({ ticket })
  return (await mas.leads.startImport.mutate({ fileId, allowRepeat: true })).importId
}

/** Follows an import until `done`, or until it is refused: the code. */
function followed(importId: string, done: (now: Import) => boolean): { first: Promise<Import>; end: Promise<Import | string> } {
  const first = Promise.withResolvers<Import>()
  const end = Promise.withResolvers<Import | string>()
  const watching = edge().mas.leads.watchImport.subscribe(
    { importId },
    {
      onData: (now: Import) => {
        first.resolve(now)
        if (!done(now)) return
        watching.unsubscribe()
        end.resolve(now)
      },
      onError: (thrown: unknown) =>
        end.resolve(thrown instanceof TRPCClientError ? z.object({ code: z.string() }).parse(thrown.data).code : 'not ours'),
    },
  )
  return { first: first.promise, end: end.promise }
}

test('who follows an import sees how it stands, and what the worker did to it as soon as it is done', async () => {
  const importId = await startedImport()
  const { first, end } = followed(importId, (now) => now.staged)
  expect(await first).toMatchObject({ importId, staged: false })
  await harness.drain()
  expect(await end).toMatchObject({ importId, staged: true, rowCount: 1 })
})

test('an import of nobody cannot be followed', async () => {
  expect(await followed(newId(), () => true).end).toBe('leads.import-not-found')
})
