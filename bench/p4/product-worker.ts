import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'

const checkout = fileURLToPath(new URL('../../', import.meta.url))

/** The worker as it is deployed, queues and stepper, once it is at work. */
export async function startProductWorker(databaseUrl: string, secret: string): Promise<{ kill(): Promise<void> }> {
  const { MAS_TEST_DATABASE_URL: _ours, ...environment } = Bun.env
  const child = Bun.spawn([process.execPath, 'apps/worker/src/main.ts'], {
    cwd: checkout,
    env: { ...environment, DATABASE_URL: databaseUrl, MAS_SECRET: secret, MAS_DATA_DIR: tmpdir(), LOG_LEVEL: 'info' },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  let heard = ''
  const reader = child.stdout.getReader()
  const decoder = new TextDecoder()
  while (!heard.includes('stepper ready')) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`the worker ended:\n${heard}`)
    heard += decoder.decode(value)
  }
  void (async () => {
    while (!(await reader.read()).done);
  })()
  return {
    kill: async () => {
      child.kill('SIGKILL')
      await child.exited
    },
  }
}
