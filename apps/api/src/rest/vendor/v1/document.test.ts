import { createConfig, lintFromString } from '@redocly/openapi-core'
import { command, query } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { z } from 'zod'
import { testApp } from '../../../edge-fixture.ts'
import type { VendorRoute } from './expose.ts'
import { vendorRoutes } from './routes.ts'

const harness = useHarness()
const Note = z.object({ text: z.string().meta({ description: 'What it says' }) })
const add = command({
  verb: 'test.add-note',
  summary: 'Adds a note.',
  permission: 'settings.set-setting',
  refuses: [],
  input: Note.strict(),
  output: Note,
  run: async (_t, input) => input,
})
const find = query({
  verb: 'test.find-note',
  summary: 'Finds one.',
  permission: 'public',
  input: Note.strict(),
  output: Note,
  run: async (_ctx, input) => input,
})
const example = { input: { text: 'a' }, output: { text: 'a' } }
/** One address of each sort beside the product's own, so that every shape of the document is looked at. */
const routes: readonly VendorRoute[] = [
  ...vendorRoutes,
  { method: 'post', path: '/notes', verb: add, tag: 'Notes', status: 201, example },
  { method: 'get', path: '/notes/{text}', verb: find, tag: 'Notes', example },
]
const app = (served = routes) => testApp(harness, { publicUrl: 'https://api.mas.test' }, { vendorRoutes: served })
const documentOf = async (served?: readonly VendorRoute[]) => (await app(served).request('/v1/openapi.json')).text()

async function complaints(document: string): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'] })
  return (await lintFromString({ source: document, config })).map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer ?? ''}`,
  )
}

test('a public linter has nothing to say about the document, with the product’s addresses alone or with one of each sort', async () => {
  expect(await complaints(await documentOf(vendorRoutes))).toEqual([])
  expect(await complaints(await documentOf())).toEqual([])
})

test('the linter that is asked does find a mistake', async () => {
  const spoilt = (await documentOf()).replace('"security":[{"apiKey":[]}]', '"security":[{"password":[]}]')
  expect(await complaints(spoilt)).not.toEqual([])
})

test('every address shows an example, and called that way it answers as shown', async () => {
  const Document = z.object({
    paths: z.record(
      z.string(),
      z.record(z.string(), z.object({ responses: z.record(z.string(), z.looseObject({ content: z.unknown() })) })),
    ),
  })
  const { paths } = Document.parse(JSON.parse(await documentOf()))
  const shown = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { responses }]) => ({ path, method, responses })),
  )
  expect(shown.map(({ path, method }) => `${method} ${path}`)).toEqual([
    'get /v1/status',
    ...routes.map(({ path, method }) => `${method} /v1${path}`),
  ])
  for (const { path, method, responses } of shown) {
    const [status = '', response] = Object.entries(responses).find(([code]) => code.startsWith('2')) ?? []
    const { example: answer } = z
      .object({ 'application/json': z.object({ example: z.record(z.string(), z.unknown()) }) })
      .parse(response?.content)['application/json']
    const route = routes.find((one) => `/v1${one.path}` === path && one.method === method)
    const said = await call(path, method, route?.example.input ?? {})
    expect({ path, status: said.status, names: Object.keys(said.body) }).toEqual({
      path,
      status: Number(status),
      names: Object.keys(answer),
    })
    if (route !== undefined) expect(said.body).toMatchObject(answer)
  }
})

async function call(path: string, method: string, input: Readonly<Record<string, unknown>>) {
  const rest = new Map(Object.entries(input))
  const filled = path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = encodeURIComponent(String(rest.get(name)))
    rest.delete(name)
    return value
  })
  const hasBody = method !== 'get' && method !== 'delete'
  const search = hasBody
    ? ''
    : `?${new URLSearchParams(Object.fromEntries([...rest].map(([name, value]) => [name, String(value)]))).toString()}`
  const answer = await app().request(`${filled}${search}`, {
    method: method.toUpperCase(),
    headers: { authorization: 'Bearer ADMIN', ...(hasBody && { 'content-type': 'application/json' }) },
    ...(hasBody && { body: JSON.stringify(Object.fromEntries(rest)) }),
  })
  return { status: answer.status, body: z.record(z.string(), z.unknown()).parse(await answer.json()) }
}
