import { fileURLToPath } from 'node:url'
import { expect, test } from 'bun:test'

test('generated files, the client’s types among them, are what the verbs and folders of today give', async () => {
  const child = Bun.spawn([process.execPath, fileURLToPath(new URL('main.ts', import.meta.url)), '--check'], {
    stdout: 'pipe',
    stderr: 'pipe',
  })
  expect([await child.exited, await new Response(child.stderr).text()]).toEqual([0, ''])
})
