import { checkout } from '../first-run/checkout.ts'

/** One process of the product, as production starts it. */
export interface Started {
  readonly process: Bun.Subprocess
  /** Resolves with the field `url` of the first log line with this message; empty where it has none. */
  line(message: string): Promise<string>
}

/** Starts a file of a checkout: this one, unless another release is to run beside it. */
export function startProcess(file: string, env: Record<string, string | undefined>, cwd = checkout): Started {
  const child = Bun.spawn([process.execPath, '--no-orphans', file], { cwd, env, stdin: 'ignore', stdout: 'pipe', stderr: 'inherit' })
  let output = ''
  let heard = () => {}
  void (async () => {
    const decoder = new TextDecoder()
    for await (const chunk of child.stdout) {
      output += decoder.decode(chunk, { stream: true })
      heard()
    }
  })()
  const find = (message: string) => output.split('\n').find((text) => text.includes(`"message":"${message}"`) && text.endsWith('}'))
  return {
    process: child,
    line: async (message) => {
      for (;;) {
        const found = find(message)
        if (found !== undefined) return String(Reflect.get(Object(JSON.parse(found)), 'url') ?? '')
        const ended = child.exitCode ?? child.signalCode
        if (ended !== null) throw new Error(`${file} ended with ${ended} before "${message}":\n${output}`)
        await Promise.race([new Promise<void>((resolve) => (heard = resolve)), child.exited])
      }
    },
  }
}
