/** P1: a signed-in read of one row over tRPC, against the same SQL behind a bare server and the way it is written today. */
import { fileURLToPath } from 'node:url'
import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { cloneDatabase } from '@mas/testing/template'
import { finish } from './measure/finish.ts'
import { sized } from './measure/scale.ts'
import { seedP1 } from './p1/seed.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const seconds = sized({ quick: 0.5, standard: 2, full: 4 })
const rounds = sized({ quick: 1, standard: 3, full: 5 })
const connections = 32
const Measured = z.object({ rate: z.number(), p50: z.number(), p99: z.number(), requests: z.int(), failed: z.int() })

if (!existsSync(`${here}p1/present-way/node_modules`)) await run(['npm', 'install', '--no-audit', '--no-fund'], `${here}p1/present-way`)
const database = await cloneDatabase()
const { person, session, item } = await seedP1(database.url)
const input = encodeURIComponent(JSON.stringify({ json: { id: item } }))
const targets = [
  { name: 'bare Bun.serve', command: [process.execPath, 'bare.ts'], path: `/item/${item}`, token: session },
  { name: 'ours', command: [process.execPath, 'ours.ts'], path: `/trpc/webhooks.getInboxItem?input=${input}`, token: undefined },
  { name: 'Express + TypeORM', command: ['node', 'present-way/server.mjs'], path: `/item/${item}`, token: jwtOf(person) },
]
const servers = await Promise.all(targets.map(({ command }) => listen(command)))
const rates = new Map<string, z.infer<typeof Measured>[]>(targets.map(({ name }) => [name, []]))
for (const [n, { name, path, token: bearer }] of targets.entries()) {
  const authorization = `Bearer ${bearer ?? servers[n]?.token}`
  const answer = await (await fetch(`http://127.0.0.1:${servers[n]?.port}${path}`, { headers: { authorization } })).text()
  if (!answer.includes(item)) throw new Error(`${name} does not answer the row: ${answer.slice(0, 200)}`)
}
for (let round = 0; round <= rounds; round++)
  for (const [n, { name, path, token: bearer }] of targets.entries()) {
    const measured = Measured.parse(
      JSON.parse(
        await run(
          [
            process.execPath,
            'measure/load.ts',
            JSON.stringify({ port: servers[n]?.port, path, token: bearer ?? servers[n]?.token, connections, seconds }),
          ],
          here,
        ),
      ),
    )
    if (measured.failed > 0 || measured.requests < connections) throw new Error(`${name} was not measured: ${JSON.stringify(measured)}`)
    if (round > 0) rates.get(name)?.push(measured) // the first round warms up
  }
for (const { child } of servers) child.kill()
await Promise.all(servers.map(({ child }) => child.exited))
await database.drop()
const sides = new Map([...rates].map(([name, all]) => [name, middle(all)]))
const figures = [
  { reference: 'bare Bun.serve', bar: '>= 0.5' },
  { reference: 'Express + TypeORM', bar: '>= 3' },
] as const
const shown = (name: string) => {
  const { rate = Number.NaN, p50 = Number.NaN, p99 = Number.NaN } = sides.get(name) ?? {}
  return `${rate.toFixed(0)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`
}
await finish({
  sizes: { inboxRows: 10_000, sessions: 10_000, connections, seconds, rounds },
  figures: figures.map(({ reference, bar }) => ({
    what: `signed-in read of one row / ${reference}`,
    ours: shown('ours'),
    reference: shown(reference),
    value: (sides.get('ours')?.rate ?? Number.NaN) / (sides.get(reference)?.rate ?? Number.NaN),
    bar,
  })),
  verified: [
    'every request of every round was answered with 200 and in full',
    'each side answered the row that was asked for before it was measured',
  ],
  detail: [...rates],
})

async function listen(command: readonly string[]) {
  const child = Bun.spawn([...command], {
    cwd: `${here}p1`,
    env: { ...Bun.env, DATABASE_URL: database.url, NODE_ENV: 'production' },
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const reader = child.stdout.getReader()
  let text = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`${command.join(' ')} ended: ${text}`)
    text += Buffer.from(value).toString()
    const [, port, token] = /listening (\d+)(?: (\S+))?\n/.exec(text) ?? []
    if (port !== undefined) return { child, port: Number(port), token }
  }
}

async function run(command: readonly string[], cwd: string): Promise<string> {
  const child = Bun.spawn([...command], { cwd, stdout: 'pipe', stderr: 'inherit' })
  const text = await new Response(child.stdout).text()
  if ((await child.exited) !== 0) throw new Error(`${command.slice(0, 2).join(' ')} failed`)
  return text
}

function jwtOf(subject: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: subject })}`
  return `${signed}.${createHmac('sha256', 'bench-secret').update(signed).digest('base64url')}`
}

function middle(all: readonly z.infer<typeof Measured>[]): z.infer<typeof Measured> | undefined {
  return all.toSorted((a, b) => a.rate - b.rate)[Math.floor(all.length / 2)]
}
