import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { supervise } from './supervise.ts'

const folder = mkdtempSync(join(tmpdir(), 'mas supervise '))
afterAll(() => rmSync(folder, { recursive: true }))

const run = (name: string, code: string, drainMs?: number) => {
  const said: string[] = []
  const logFile = join(folder, `${name}.log`)
  const child = supervise({
    name,
    logFile,
    cwd: folder,
    env: process.env,
    command: [process.execPath, '-e', code],
    say: (line) => {
      said.push(line)
    },
    ...(drainMs === undefined ? {} : { drainMs }),
  })
  return { child, said, log: () => Bun.file(logFile).text() }
}

const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await Bun.sleep(10)
}

test('a program that ends is started again, and its last words are shown', async () => {
  const { child, said, log } = run('crasher', 'console.log("out of ideas"); process.exit(7)')
  await until(async () => (await log()).split('out of ideas').length > 2)
  await child.stop()
  expect(said[0]).toContain('crasher ended (exit code 7); starting it again in 0.5 s')
  expect(said[0]).toContain('out of ideas')
})

test('stop lets a program finish its work', async () => {
  const { child, log, said } = run(
    'worker',
    'process.on("SIGTERM", () => setTimeout(() => { console.log("done"); process.exit() }, 100)); setInterval(() => {}, 1000); console.log("up")',
  )
  await until(async () => (await log()).includes('up'))
  await child.stop()
  expect(await log()).toContain('done')
  expect(child.pid()).toBeUndefined()
  expect(said).toEqual([])
})

test('stop kills a program that does not want to stop', async () => {
  const { child, log, said } = run('stubborn', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")', 200)
  await until(async () => (await log()).includes('up'))
  await child.stop()
  expect(said).toEqual(['stubborn did not stop within 0.2 s; killing it'])
  expect(child.pid()).toBeUndefined()
})
