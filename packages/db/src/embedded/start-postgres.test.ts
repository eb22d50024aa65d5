import { afterEach, describe, expect, test } from 'bun:test'
import { SQL } from 'bun'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataDirInUse, startPostgres, type EmbeddedPostgres, type StartOptions } from './start-postgres.ts'
import { waitUntil } from './wait-until.ts'

const TIMEOUT_MS = 60_000

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'mas embedded '))
  // Whoever Postgres runs as must be able to reach what is inside.
  Bun.spawnSync(['chmod', '755', folder])
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const start = async (options: StartOptions): Promise<EmbeddedPostgres> => {
  const server = await startPostgres(options)
  cleanups.push(server.stop)
  return server
}

const query = async (url: string, text: string): Promise<unknown> => {
  const sql = new SQL(url, { max: 1 })
  try {
    return Array.from(await sql.unsafe(text).values())
  } finally {
    await sql.close()
  }
}

describe('startPostgres', () => {
  test(
    'answers queries, and not without the password',
    async () => {
      const { url } = await start({ dataDir: join(newFolder(), 'data'), durability: 'throwaway' })
      expect(await query(url, 'select 6 * 7')).toEqual([[42]])
      const refusal = await query(url.replace(/:[^:@]+@/, ':guess@'), 'select 1').catch(String)
      expect(refusal).toContain('password authentication failed')
    },
    TIMEOUT_MS,
  )

  test(
    'two servers run side by side, even when they want the same port',
    async () => {
      const folder = newFolder()
      const first = await start({ dataDir: join(folder, 'one'), durability: 'throwaway' })
      const second = await start({ dataDir: join(folder, 'two'), durability: 'throwaway', port: first.port })
      expect(second.port).not.toBe(first.port)
      await query(first.url, 'create table only_here ()')
      expect(await query(second.url, `select to_regclass('only_here')`)).toEqual([[null]])
    },
    TIMEOUT_MS,
  )

  test(
    'takes another port when the wanted one is used by some other program',
    async () => {
      const other = await listen()
      const server = await start({ dataDir: join(newFolder(), 'data'), durability: 'throwaway', port: other.port })
      expect(server.port).not.toBe(other.port)
    },
    TIMEOUT_MS,
  )

  test(
    'refuses a folder in which another launcher is at work',
    async () => {
      const dataDir = join(newFolder(), 'data')
      await start({ dataDir, durability: 'throwaway' })
      const refusal: unknown = await startPostgres({ dataDir, durability: 'throwaway' }).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(DataDirInUse)
    },
    TIMEOUT_MS,
  )

  test(
    'a durable server killed with -9 keeps every committed row',
    async () => {
      const dataDir = join(newFolder(), 'data')
      const killed = await start({ dataDir, durability: 'durable' })
      await query(killed.url, 'create table kept as select 1 as n')
      process.kill(killed.pid, 'SIGKILL')
      expect(await killed.exited).toBe('SIGKILL')
      await killed.stop()
      const again = await start({ dataDir, durability: 'durable', port: killed.port })
      expect(again.url).toBe(killed.url)
      expect(await query(again.url, 'select n from kept')).toEqual([[1]])
    },
    TIMEOUT_MS,
  )

  test(
    'stop leaves nothing of a throwaway server behind',
    async () => {
      const server = await startPostgres({ dataDir: join(newFolder(), 'data'), durability: 'throwaway' })
      const [[location]] = Object(await query(server.url, 'show data_directory'))
      await server.stop()
      expect(await server.exited).toBe('exit code 0')
      expect(existsSync(String(location))).toBe(false)
    },
    TIMEOUT_MS,
  )

  test(
    'starts over a process number that now belongs to another program, and leaves that program alone',
    async () => {
      const dataDir = join(newFolder(), 'data')
      const first = await start({ dataDir, durability: 'durable' })
      const left = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8')
      process.kill(first.pid, 'SIGKILL')
      await first.exited
      await first.stop()
      const bystander = Bun.spawn(['sleep', '60'])
      cleanups.push(() => bystander.kill())
      writeFileSync(join(dataDir, 'postmaster.pid'), left.replace(/^\d+/, String(bystander.pid)))
      const again = await start({ dataDir, durability: 'durable' })
      expect(await query(again.url, 'select 1')).toEqual([[1]])
      expect(bystander.exitCode).toBeNull()
    },
    TIMEOUT_MS,
  )
})

describe('a launcher killed with -9', () => {
  test(
    'takes its server along under --no-orphans',
    async () => {
      const { launcher, pid } = await launchElsewhere(['--no-orphans'], join(newFolder(), 'data'))
      launcher.kill('SIGKILL')
      expect(await waitUntil(() => !isRunning(pid), 10_000)).toBe(true)
    },
    TIMEOUT_MS,
  )

  test(
    'without it leaves a server that the next start replaces',
    async () => {
      const dataDir = join(newFolder(), 'data')
      const { launcher, pid } = await launchElsewhere([], dataDir)
      launcher.kill('SIGKILL')
      await launcher.exited
      expect(isRunning(pid)).toBe(true)
      const server = await start({ dataDir, durability: 'durable' })
      expect(server.pid).not.toBe(pid)
      expect(isRunning(pid)).toBe(false)
      expect(await query(server.url, 'select 1')).toEqual([[1]])
    },
    TIMEOUT_MS,
  )
})

const launchElsewhere = async (flags: string[], dataDir: string) => {
  const code = `import { startPostgres } from '${import.meta.dir}/index.ts'
    const { pid } = await startPostgres({ dataDir: process.argv[1], durability: 'durable' })
    console.log(pid)`
  // Bun hands --no-orphans on to its children through this variable; here the flags alone decide.
  const env = { ...process.env, BUN_FEATURE_FLAG_NO_ORPHANS: undefined }
  const launcher = Bun.spawn([process.execPath, ...flags, '-e', code, dataDir], { stdout: 'pipe', env })
  cleanups.push(() => launcher.kill('SIGKILL'))
  const { value } = await launcher.stdout.getReader().read()
  return { launcher, pid: Number(new TextDecoder().decode(value)) }
}

/** A zombie has ended, it only waits to be collected. */
const isRunning = (pid: number): boolean => {
  const { stdout } = Bun.spawnSync(['ps', '-o', 'stat=', '-p', String(pid)])
  const state = stdout.toString().trim()
  return state !== '' && !state.startsWith('Z')
}

const listen = async (): Promise<{ port: number }> => {
  const server: Server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => server.close())
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0 }
}
