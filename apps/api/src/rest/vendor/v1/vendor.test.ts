import { Id } from '@mas/contracts/core'
import { command, fail, query } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { testApp } from '../../../edge-fixture.ts'
import type { VendorRoute } from './expose.ts'

const id = '01990000-0000-7000-8000-000000000001'
const Input = z.strictObject({ id: Id, name: z.string().max(5) })
const rename = command({
  verb: 'test.rename',
  summary: 'For this test.',
  permission: 'settings.set-setting',
  refuses: ['settings.stale'],
  input: Input,
  output: z.object({ id: Id, name: z.string() }),
  run: async (_t, input) => {
    if (input.name === 'stale') throw fail('settings.stale', { version: 3 })
    return input
  },
})
const find = query({
  verb: 'test.find',
  summary: 'For this test.',
  permission: 'public',
  input: z.strictObject({ word: z.string() }),
  output: z.object({ word: z.string() }),
  run: async (_ctx, input) => input,
})
const routes: VendorRoute[] = [
  {
    method: 'post',
    path: '/things/{id}',
    verb: rename,
    tag: 'Things',
    status: 201,
    example: { input: { id, name: 'new' }, output: { id, name: 'new' } },
  },
  { method: 'get', path: '/things', verb: find, tag: 'Things', example: { input: { word: 'a' }, output: { word: 'a' } } },
]

const harness = useHarness()
const app = () => testApp(harness, {}, { vendorRoutes: routes })
const post = (body: string, headers = {}) =>
  app().request(`/v1/things/${id}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', authorization: 'Bearer ADMIN', ...headers },
  })

test('an address answers what its verb answers, from path, query and body', async () => {
  const renamed = await post('{"name":"new"}')
  expect([renamed.status, await renamed.json()]).toEqual([201, { id, name: 'new' }])
  expect(await (await app().request('/v1/things?word=a')).json()).toEqual({ word: 'a' })
})

test('refusals are problems with the status of their code', async () => {
  const refusal = async (answer: Response) => ({ status: answer.status, ...z.object({ code: z.string() }).parse(await answer.json()) })
  expect(await refusal(await post('{"name":"stale"}'))).toEqual({ status: 409, code: 'settings.stale' })
  expect(await refusal(await post('{"name":"far too long"}'))).toEqual({ status: 400, code: 'request.invalid' })
  expect(await refusal(await post('{"name":'))).toEqual({ status: 400, code: 'request.invalid' })
  expect(await refusal(await post('[]'))).toEqual({ status: 400, code: 'request.invalid' })
  expect(await refusal(await post('a=b', { 'content-type': 'text/plain' }))).toEqual({
    status: 415,
    code: 'request.unsupported-media-type',
  })
  expect(await refusal(await post('{}', { authorization: 'Bearer USER' }))).toEqual({ status: 403, code: 'request.forbidden' })
  expect(await refusal(await app().request(`/v1/things/${id}`))).toEqual({ status: 405, code: 'request.method-not-allowed' })
})

test('the path decides over the body', async () => {
  const renamed = await post('{"name":"new","id":"01990000-0000-7000-8000-00000000dead"}')
  expect(await renamed.json()).toMatchObject({ id })
})

test('the OpenAPI 3.1 document describes every address and each of its refusals', async () => {
  const Document = z.looseObject({
    openapi: z.literal('3.1.0'),
    paths: z.record(
      z.string(),
      z.record(
        z.string(),
        z.looseObject({
          operationId: z.string(),
          parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).optional(),
          responses: z.record(z.string(), z.looseObject({ description: z.string() })),
        }),
      ),
    ),
  })
  const { paths } = Document.parse(await (await app().request('/v1/openapi.json')).json())
  expect(Object.keys(paths)).toEqual(['/v1/status', '/v1/things/{id}', '/v1/things'])
  expect(paths['/v1/things/{id}']?.['post']?.responses['409']?.description).toContain('settings.stale')
  expect(paths['/v1/things/{id}']?.['post']?.parameters?.map((one) => `${one.in} ${one.name}`)).toEqual([
    'path id',
    'header Idempotency-Key',
  ])
  expect(paths['/v1/things']?.['get']?.parameters?.map((one) => `${one.in} ${one.name}`)).toEqual(['query word'])
  expect(Object.keys(paths['/v1/things']?.['get']?.responses ?? {})).toEqual(['200', '400', '429', '500', '503'])
  expect(await (await app().request('/v1/status')).json()).toMatchObject({ status: 'ok', time: harness.clock.now().toISOString() })
})
