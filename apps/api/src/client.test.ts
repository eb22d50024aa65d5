import { createClient, errorOf } from '@mas/contracts/client'
import type { SetSettingInput, Setting } from '@mas/contracts/settings'
import { defineSetting } from '@mas/domain/settings'
import { useHarness } from '@mas/testing'
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'bun:test'
import { z } from 'zod'
import { resolveTestActor, testApp } from './edge-fixture.ts'
import { serveOnBun, type Server } from './serve-bun.ts'

const harness = useHarness()
defineSetting({ key: 'edge-test.client-cap', schema: z.int().min(1).max(9), default: 4, describe: 'For this test' })
let server: Server | undefined
let requests = 0
beforeAll(() => {
  server = serveOnBun(testApp(harness, { resolveActor: (ctx, facts) => ((requests += 1), resolveTestActor(ctx, facts)) }), 0)
})
afterAll(() => server?.stop(0))

const as = (accessToken: string | undefined, headers: Record<string, string> = {}) =>
  createClient({
    url: server?.url ?? '',
    platform: 'mr-hire',
    accessToken: () => accessToken,
    headers: () => headers,
  })

test('a typed call goes through the whole edge and back', async () => {
  const { items } = await as('ADMIN').settings.listSettings.query({ domain: 'edge-test' })
  expectTypeOf(items).toEqualTypeOf<z.output<typeof Setting>[]>()
  expectTypeOf<Parameters<ReturnType<typeof as>['settings']['setSetting']['mutate']>[0]>().toEqualTypeOf<z.input<typeof SetSettingInput>>()
  expect(items).toMatchObject([{ key: 'edge-test.client-cap', value: 4, default: 4, describe: 'For this test', version: 0 }])
})

test('calls made together travel together', async () => {
  requests = 0
  const client = as('ADMIN')
  await Promise.all(Array.from({ length: 45 }, () => client.settings.listSettings.query({ domain: 'edge-test' })))
  expect(requests).toBe(3)
})

test('a repeated key answers the first result', async () => {
  const client = as('ADMIN', { 'idempotency-key': 'change-1' })
  const change = { key: 'edge-test.client-cap', value: 5, baseVersion: 0, reason: 'for a test' }
  const answers = [await client.settings.setSetting.mutate(change), await client.settings.setSetting.mutate(change)]
  expect(answers[1]).toEqual(answers[0])
})

test('refusals come with code, kind, details and request id', async () => {
  const thrown = await as(undefined)
    .settings.listSettings.query({})
    .catch((error: unknown) => error)
  expect(errorOf(thrown)).toMatchObject({ code: 'request.unauthenticated', kind: 'unauthenticated', details: {} })
  const invalid = await as('ADMIN')
    .settings.setSetting.mutate({ key: '', value: 1, baseVersion: -1, reason: 'x' })
    .catch((error: unknown) => error)
  expect(errorOf(invalid)?.details['issues']).toHaveLength(3)
})
