import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findAccount } from './account.ts'
import { holdLock } from './lock.ts'
import { freePort, reservePort } from './port.ts'

test('root hands Postgres to the user postgres, or to nobody, and never to a root account', () => {
  const nobody = 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65533::/:/bin/false'
  expect(findAccount(nobody)).toEqual({ uid: 65534, gid: 65533 })
  expect(findAccount(`${nobody}\npostgres:x:101:104::/:/bin/sh`)).toEqual({ uid: 101, gid: 104 })
  expect(findAccount('postgres:x:0:0::/:/bin/sh')).toBeUndefined()
})

test("a reserved port is nobody else's until it is released", async () => {
  const reserved = await reservePort()
  const next = await reservePort(reserved.port)
  expect(next.port).toBeGreaterThan(reserved.port)
  expect(await freePort(reserved.port)).not.toBe(reserved.port)
  await reserved.release()
  expect(await freePort(reserved.port)).toBe(reserved.port)
  await next.release()
})

test('a lock has one holder at a time, and none after its holder was killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mas lock '))
  const file = join(folder, 'lock')
  const code = `import { holdLock } from '${import.meta.dir}/lock.ts'
    const lock = holdLock(process.argv[1])
    console.log(lock ? 'held' : 'refused')
    setInterval(() => lock, 1000)`
  const holder = Bun.spawn([process.execPath, '-e', code, file], { stdout: 'pipe' })
  const { value } = await holder.stdout.getReader().read()
  expect(new TextDecoder().decode(value).trim()).toBe('held')
  expect(holdLock(file)).toBeUndefined()
  holder.kill('SIGKILL')
  await holder.exited
  const lock = holdLock(file)
  expect(lock).toBeDefined()
  expect(holdLock(file)).toBeUndefined()
  lock?.release()
  rmSync(folder, { recursive: true })
})
