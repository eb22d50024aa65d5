import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Check } from './checks.ts'

export interface Outcome {
  readonly name: string
  readonly size: string
  readonly seconds: number
  readonly found: boolean
  readonly again: string
  readonly log: string
}

/** One after another, each a process of its own whose output goes to a log; what one finds does not keep the next from running. */
export async function runChecks(checks: readonly Check[], folder: string, say: (line: string) => void): Promise<Outcome[]> {
  mkdirSync(folder, { recursive: true })
  const outcomes: Outcome[] = []
  for (const { name, size, command, env, again } of checks) {
    say(`· ${name}, ${size}`)
    const log = join(folder, `${name.replaceAll(/[^a-z]+/g, '-')}.log`)
    const started = performance.now()
    const { code, tail } = await runLogged(command, env, log)
    const outcome = { name, size, seconds: Math.round((performance.now() - started) / 1000), found: code !== 0, again, log }
    outcomes.push(outcome)
    if (outcome.found) say(`  ended with ${code}; the end of ${log}:\n${tail}\n  again: ${again}`)
  }
  return outcomes
}

async function runLogged(command: readonly string[], env: Readonly<Record<string, string>>, log: string) {
  const out = createWriteStream(log)
  const child = Bun.spawn([process.execPath, ...command], { env: { ...Bun.env, ...env }, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  let tail = ''
  const copy = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder()
    for await (const chunk of stream) {
      out.write(chunk)
      tail = (tail + decoder.decode(chunk, { stream: true })).slice(-4_000)
    }
  }
  await Promise.all([copy(child.stdout), copy(child.stderr)])
  const code = await child.exited
  await new Promise<void>((resolve) => out.end(() => resolve()))
  return { code, tail }
}
