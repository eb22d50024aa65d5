import { z } from 'zod'

const Answer = z.object({ ready: z.boolean().optional(), ms: z.number().optional(), late: z.array(z.number()).optional() })

/** An engine in a process of its own, which takes orders as lines of JSON and answers each with one. */
export interface Engine {
  readonly pid: number
  order(what: Readonly<Record<string, unknown>>): Promise<{ ms: number; late: readonly number[] }>
  kill(): Promise<void>
}

export async function startEngine(command: readonly string[], databaseUrl: string): Promise<Engine> {
  const child = Bun.spawn([...command], {
    cwd: import.meta.dir,
    env: { ...Bun.env, DATABASE_URL: databaseUrl, NODE_NO_WARNINGS: '1' },
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const reader = child.stdout.getReader()
  const decoder = new TextDecoder()
  let heard = ''
  const answer = async (): Promise<z.infer<typeof Answer>> => {
    for (;;) {
      const end = heard.indexOf('\n')
      if (end >= 0) {
        const line = heard.slice(0, end)
        heard = heard.slice(end + 1)
        if (line.startsWith('{')) return Answer.parse(JSON.parse(line))
        continue
      }
      const { value, done } = await reader.read()
      if (done) throw new Error(`${command.join(' ')} ended`)
      heard += decoder.decode(value, { stream: true })
    }
  }
  await answer()
  return {
    pid: child.pid,
    order: async (what) => {
      void child.stdin.write(`${JSON.stringify(what)}\n`)
      await child.stdin.flush()
      const { ms, late } = await answer()
      if (ms === undefined) throw new Error(`${command.join(' ')} did not say how long it took`)
      return { ms, late: late ?? [] }
    },
    kill: async () => {
      child.kill('SIGKILL')
      await child.exited
    },
  }
}
