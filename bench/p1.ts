/** P1: a signed-in read of one row over tRPC, against the same SQL behind a bare server and the way it is written today. */
import { fileURLToPath } from 'node:url'
import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { cloneDatabase } from '@mas/testing/template'
import { report } from './report.ts'
import { seedP1 } from './p1/seed.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const seconds = Number(process.argv[2] ?? 4)
const rounds = Number(process.argv[3] ?? 3)
const connections = 32
const Measured = z.object({ rate: z.number(), p50: z.number(), p99: z.number(), requests: z.int(), failed: z.int() })

if (!existsSync(`${here}p1/present-way/node_modules`)) await run(['npm', 'install', '--no-audit', '--no-fund'], `${here}p1/present-way`)
const database = await cloneDatabase()
const { person, token, item } = await seedP1(database.url)
const input = encodeURIComponent(JSON.stringify({ json: { id: item } }))
const targets = [
  { name: 'bare Bun.serve', command: [process.execPath, 'bare.ts'], path: `/item/${item}`, token },
  { name: 'ours', command: [process.execPath, 'ours.ts'], path: `/trpc/webhooks.getInboxItem?input=${input}`, token },
  { name: 'Express + TypeORM', command: ['node', 'present-way/server.mjs'], path: `/item/${item}`, token: jwtOf(person) },
]
const servers = await Promise.all(targets.map(({ command }) => listen(command)))
const rates = new Map<string, z.infer<typeof Measured>[]>(targets.map(({ name }) => [name, []]))
for (let round = 0; round <= rounds; round++)
  for (const [n, { name, path, token: bearer }] of targets.entries()) {
    const measured = Measured.parse(
      JSON.parse(
        await run(
          [process.execPath, 'load.ts', JSON.stringify({ port: servers[n]?.port, path, token: bearer, connections, seconds })],
          here,
        ),
      ),
    )
    if (measured.failed > 0 || measured.requests < 100) throw new Error(`${name} was not measured: ${JSON.stringify(measured)}`)
    if (round > 0) rates.get(name)?.push(measured) // the first round warms up
  }
for (const { child } of servers) child.kill()
await Promise.all(servers.map(({ child }) => child.exited))
await database.drop()
await report({
  name: 'p1',
  reference: 'bare Bun.serve',
  bars: { 'bare Bun.serve': 0.5, 'Express + TypeORM': 3 },
  subject: 'ours',
  sizes: { inboxRows: 10_000, connections, seconds, rounds },
  measured: rates,
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
    const port = /listening (\d+)/.exec(text)?.[1]
    if (port !== undefined) return { child, port: Number(port) }
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
