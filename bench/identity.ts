/**
 * What sign-in costs: the reads of a request among few people and many, a signed-in call against an anonymous one, refreshes against a bare transaction, fifty tabs that
 * lose replies, answers that must take equally long, and signed-in calls while somebody guesses passwords.
 */
import { fileURLToPath } from 'node:url'
import { cloneDatabase } from '@mas/testing/template'
import { z } from 'zod'
import { growth } from './identity/growth.ts'
import { fleet, refreshRate, uniform } from './identity/in-process.ts'
import { openIdentity } from './identity/open.ts'
import { seedIdentity } from './identity/seed.ts'
import { finish, type Figure } from './measure/finish.ts'
import { sized } from './measure/scale.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const [thousands, tabs, refreshes] = sized({ quick: [1, 10, 20], standard: [5, 50, 20], full: [1000, 50, 200] } as const)
const tries = sized({ quick: 10, standard: 40, full: 200 })
const rounds = sized({ quick: 1, standard: 3 })
/** A stall of the server meets all 64 connections at once: among the calls of a second it is the p99, whatever caused it. */
const stormSeconds = sized({ quick: 4, standard: 8, full: 15 })
const scale = { users: thousands * 1000, sessions: thousands * 3000, logRows: thousands * 20_000 }
const Measured = z.object({ rate: z.number(), p50: z.number(), p99: z.number(), requests: z.int(), failed: z.int() })
const fewPeople = { users: 500, sessions: 1500, logRows: 10_000 }
const figures: Figure[] = []
const bar = (what: string, value: number, most: number) =>
  void figures.push({ what, ours: value.toFixed(2), reference: '', value, bar: `<= ${most}` })

const database = await cloneDatabase()
const results: Record<string, unknown> = { scale }
try {
  const seedStarted = performance.now()
  await seedIdentity(database.url, scale)
  console.log(`seeded ${JSON.stringify(scale)} in ${((performance.now() - seedStarted) / 1000).toFixed(0)} s`)
  const runtime = await openIdentity(database.url)
  results['uniform'] = await uniform(runtime, tries)
  for (const [what, { known, unknown, ratio }] of Object.entries(
    z.record(z.string(), z.object({ known: z.number(), unknown: z.number(), ratio: z.number() })).parse(results['uniform']),
  ))
    bar(`${what}: known ${known.toFixed(1)} ms, unknown ${unknown.toFixed(1)} ms`, ratio, 1.1)
  const rate = await refreshRate(runtime, sized({ quick: 0.5, standard: 1, full: 3 }), rounds)
  results['refresh'] = rate
  bar('bare transaction / refresh', 1 / (rate[1]?.ratio ?? 0), 1 / 0.35)
  results['fleet'] = await fleet(runtime, tabs, refreshes)
  console.log('fleet', JSON.stringify(results['fleet']))
  const { loggedOut, currentTokens } = z.looseObject({ loggedOut: z.int(), currentTokens: z.int() }).parse(results['fleet'])
  bar('tabs logged out', loggedOut, 0)
  bar('current tokens beyond one', Math.abs(currentTokens - 1), 0)
  const small = await cloneDatabase()
  try {
    await seedIdentity(small.url, fewPeople)
    const few = await openIdentity(small.url)
    const grown = await growth(
      { runtime: few, users: fewPeople.users },
      { runtime, users: scale.users },
      sized({ quick: 0.3, standard: 1 }),
      rounds,
    )
    results['growth'] = grown
    for (const [what, [among, many]] of Object.entries(grown))
      bar(`${what}: among ${fewPeople.users} / ${scale.users} people`, (among?.perSecond ?? 0) / (many?.perSecond ?? 0), 1.5)
    await few.close()
  } finally {
    await small.drop()
  }
  await runtime.close()

  const server = await listen()
  const load = async (path: string, token: string, seconds = sized({ quick: 1, standard: 2, full: 4 })) =>
    Measured.parse(
      JSON.parse(
        await run('measure/load.ts', {
          port: server.port,
          path: `/trpc/${path}?input=%7B%22json%22%3A%7B%7D%7D`,
          token,
          connections: 64,
          seconds,
        }),
      ),
    )
  const sides: Record<string, z.output<typeof Measured>[]> = { anybody: [], signedIn: [] }
  for (let round = 0; round <= rounds; round++)
    for (const side of ['anybody', 'signedIn'] as const) {
      const measured = await load(`bench.${side}`, server.token)
      if (measured.failed > 0) throw new Error(`${measured.failed} calls failed: nothing was measured`)
      if (round > 0) sides[side]?.push(measured)
    }
  results['noop'] = sides
  const mid = (side: string, what: 'p50' | 'p99' | 'rate') =>
    (sides[side] ?? []).map((one) => one[what]).toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN
  console.log(
    `no-op: anybody ${mid('anybody', 'rate').toFixed(0)} /s, signed in ${mid('signedIn', 'rate').toFixed(0)} /s; failed ${Object.values(
      sides,
    )
      .flat()
      .reduce((sum, one) => sum + one.failed, 0)}`,
  )
  bar('signed-in / anonymous p50', mid('signedIn', 'p50') / mid('anybody', 'p50'), 1.6)
  bar('signed-in / anonymous p99', mid('signedIn', 'p99') / mid('anybody', 'p99'), 2)

  for (const [who, addresses] of [
    ['one address', 1],
    ['thousands of addresses', 100_000],
  ] as const) {
    const storms = []
    for (let round = 0; round < rounds; round++) {
      const calm = await load('bench.signedIn', server.token, stormSeconds)
      const flood = run('identity/flood.ts', {
        port: server.port,
        perMinute: 10_000,
        seconds: stormSeconds + 3,
        addresses: Math.min(addresses, scale.users),
      })
      await Bun.sleep(1500)
      const stormy = await load('bench.signedIn', server.token, stormSeconds)
      const p50 = stormy.p50 / calm.p50
      storms.push({ calm: calm.p99, stormy: stormy.p99, ratio: stormy.p99 / calm.p99, p50, codes: (await flood).trim() })
    }
    results[`flood: ${who}`] = storms
    const middle = storms.toSorted((a, b) => a.ratio - b.ratio)[Math.floor(rounds / 2)]
    console.log(
      `10,000 wrong passwords a minute at ${who}: ${middle?.codes}; p99 ${middle?.calm.toFixed(1)} -> ${middle?.stormy.toFixed(1)} ms, p50 x ${middle?.p50.toFixed(2)}`,
    )
    bar(`p99 under guesses at ${who}`, middle?.ratio ?? Number.NaN, 1.5)
  }
  server.child.kill()
  await server.child.exited
} finally {
  await database.drop()
}
await finish({
  sizes: { ...scale, tabs, refreshes, tries, rounds },
  figures,
  verified: ['no call of the load failed', 'every measured try was made'],
  detail: results,
})
process.exit()

async function listen() {
  const child = Bun.spawn([process.execPath, `${here}identity/server.ts`], {
    env: { ...Bun.env, DATABASE_URL: database.url, NODE_ENV: 'production' },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  let text = ''
  for await (const chunk of child.stdout) {
    text += Buffer.from(chunk).toString()
    const [, port, token] = /listening (\d+) (\S+)/.exec(text) ?? []
    if (port !== undefined && token !== undefined) return { child, port: Number(port), token }
  }
  throw new Error(`the server ended: ${text}`)
}
async function run(script: string, given: unknown): Promise<string> {
  const child = Bun.spawn([process.execPath, `${here}${script}`, JSON.stringify(given)], { stdout: 'pipe', stderr: 'inherit' })
  const text = await new Response(child.stdout).text()
  if ((await child.exited) !== 0) throw new Error(`${script} failed`)
  return text
}
