import { Role } from '@mas/contracts/access'
import type { Ports } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { z } from 'zod'
import { resolveTestActor, testApp } from './edge-fixture.ts'
import { nearlyFitting } from './hostile-input.ts'
import { problemType, Problem } from './http/problem.ts'
import { verbsByPath } from './trpc/verbs.ts'

const harness = useHarness({ ports: silentPorts(), poolSize: 12 })
const Refused = z.object({
  error: z.object({
    json: z.object({
      message: z.string(),
      data: z.object({
        code: z.string(),
        kind: z.string(),
        details: z.record(z.string(), z.unknown()),
        httpStatus: z.int(),
        requestId: z.string(),
        path: z.string().nullable(),
      }),
    }),
  }),
})
const json = { 'content-type': 'application/json' }
/** The seed is the suite's (`FUZZ_SEED`, `random` for a new one; a failure prints its own); `FUZZ_RUNS` looks longer. */
const runs = { numRuns: Number(Bun.env['FUZZ_RUNS'] ?? 40), endOnFailure: true }
/** Everybody has just confirmed who they are, or verbs that ask for it would never be reached. */
const resolveActor: typeof resolveTestActor = async (ctx, facts) => {
  const actor = await resolveTestActor(ctx, facts)
  return actor.kind === 'user' ? { ...actor, confirmedAtMs: harness.clock.now().getTime() } : actor
}

let one: ReturnType<typeof testApp> | undefined
/** One app for all tests: putting the edge together again for each verb proves nothing more. */
const served = () => (one ??= testApp(harness, { resolveActor }))

/** Answers below 500, and every refusal in the documented shape. */
async function judge(answer: Response, what: unknown): Promise<void> {
  const text = await answer.clone().text()
  if (answer.status >= 500) throw new Error(`${answer.status} for ${JSON.stringify(what).slice(0, 2_000)}: ${text}`)
  if (answer.status < 400) return
  if (answer.headers.get('content-type') === problemType) Problem.parse(await answer.json())
  else Refused.parse(JSON.parse(text))
}

/** Half of the calls come from somebody whom nothing is refused. */
const roles = [...Role.options, ...Role.options.map(() => 'ADMIN')]
for (const [path, verb] of verbsByPath()) {
  if (verb.kind === 'watch') continue
  test(`${path}: no input of any kind is answered with a fault`, async () => {
    const app = served()
    const input = nearlyFitting(z.toJSONSchema(verb.input, { io: 'input', unrepresentable: 'any' }))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...roles), input, async (role, value) => {
        // A minute later the caller's budget is whole again: refusals for haste would hide everything else.
        harness.clock.advance(60_000)
        const headers = { authorization: `Bearer ${role}` }
        const envelope = JSON.stringify({ json: value })
        const answer =
          verb.kind === 'query'
            ? await app.request(`/trpc/${path}?input=${encodeURIComponent(envelope)}`, { headers })
            : await app.request(`/trpc/${path}`, { method: 'POST', body: envelope, headers: { ...headers, ...json } })
        await judge(answer, { role, value })
      }),
      runs,
    )
  })
}

test('no body, whatever its bytes, is answered with a fault', async () => {
  const app = served()
  const paths = verbsByPath().flatMap(([path, verb]) => (verb.kind === 'command' || verb.kind === 'flow' ? [path] : []))
  const body = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .constantFrom('null', '[]', '""', '{"json":null,"meta":{"values":[1]}}', '{"0":{"json":1}}')
      .map((text) => Uint8Array.from(Buffer.from(text))),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      body,
      fc.constantFrom('', '?batch=1', '?batch=1&input=x', '?input=%00'),
      async (path, bytes, query) => {
        harness.clock.advance(60_000)
        const answer = await app.request(`/trpc/${path}${query}`, {
          method: 'POST',
          body: Uint8Array.from(bytes),
          headers: { ...json, authorization: 'Bearer ADMIN' },
        })
        if (query.includes('batch')) expect(answer.status).toBeLessThan(500)
        else await judge(answer, { path, bytes: [...bytes] })
      },
    ),
    { ...runs, numRuns: 100 },
  )
})

test('no address, method, header or body outside tRPC is answered with a fault', async () => {
  const app = served()
  const known = [...new Set(app.routes.map((route) => route.path))].filter((path) => !path.includes('*'))
  const part = fc.oneof(
    fc.string({ maxLength: 30 }),
    fc.constantFrom('..', '%00', '%E0%A4%A', "'", '\u202e', '00000000-0000-0000-0000-000000000000'),
  )
  const path = fc.oneof(
    fc.tuple(fc.constantFrom(...known), part).map(([template, text]) => template.replace(/:\w+/g, () => encodeURI(text))),
    part.map((text) => `/${text.replace(/[^\x21-\x7e]|[?#\\]/g, '')}`),
  )
  await fc.assert(
    fc.asyncProperty(
      path,
      fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'),
      fc.string({ maxLength: 200 }),
      fc.constantFrom('application/json', 'text/plain', 'multipart/form-data', ''),
      async (target, method, body, type) => {
        if (!URL.canParse(`http://localhost${target}`)) return
        harness.clock.advance(60_000)
        const hasBody = method !== 'GET' && method !== 'HEAD'
        const answer = await app.request(`http://localhost${target}`, {
          method,
          headers: { 'content-type': type, authorization: 'Bearer ADMIN', 'x-forwarded-for': body.replace(/[^\x20-\x7e]/g, '') },
          ...(hasBody && { body }),
        })
        if (method === 'HEAD') expect(answer.status).toBeLessThan(500)
        // People open these from a mail: a broken link is worded as a page.
        else if (
          /^\/(u|preferences)\//.test(target) &&
          answer.status === 400 &&
          answer.headers.get('content-type')?.startsWith('text/html')
        )
          expect(await answer.text()).toContain('This link is not valid')
        else await judge(answer, { target, method, body, type })
      },
    ),
    { ...runs, numRuns: 300 },
  )
})

test('what the fuzzing left in the background is done without a fault', async () => {
  const { dead } = await harness.drain()
  expect(dead.filter(({ code }) => code === 'request.internal')).toEqual([])
})

/** Third parties that are all switched off: whatever is asked of them is refused. */
function silentPorts(): Partial<Ports> {
  const refused = async () => ({ outcome: 'refused', reason: 'switched off', retry: 'never' })
  const port: object = new Proxy(refused, {
    get: (target, name) => (name === 'then' ? undefined : name === 'mode' ? 'off' : (Reflect.get(target, name) ?? port)),
  })
  return new Proxy({}, { get: () => port })
}
