import { checkout } from '../../first-run/checkout.ts'
import { said, type Orders } from './orders.ts'

type Child = Bun.Subprocess<'pipe', 'pipe', 'inherit'>

/** Twins, one at work and one that has loaded its code and waits: a take-over costs what opening costs, not what loading does. */
export interface Twins {
  /** Keeps one at work by these orders, and starts the next whenever it dies, without a strike; resolves when the first is up. */
  keep(orders: Orders): Promise<void>
  /** A line to the one at work. */
  tell(): void
  /** Resolves when one is up, at once while one is: what is waited for until then says nothing about the product. */
  serving(): Promise<void>
  /** When the one before the present one was killed: what was in hand then, nobody has in hand. */
  deadSince(): Date | undefined
  /** How often one announced its strike since `keep`. */
  strikes(): number
  /** How often one died that had announced none. */
  unexplained(): number
  /** Ends the one at work by SIGKILL and starts no more. */
  shut(): Promise<void>
  close(): Promise<void>
}
interface Options {
  /** What a twin runs. */
  readonly file: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly log: (line: string) => void
  /** Of `postgres` strikes: the twin waits until this is over. */
  readonly onStrike: () => Promise<void>
}
/** One that cannot even start would be started for ever. */
const mostDeaths = 5

export function openTwins({ file, env, log, onStrike }: Options): Twins {
  const hire = (): Child =>
    Bun.spawn([process.execPath, '--no-orphans', file], {
      cwd: checkout,
      env,
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'inherit',
    })
  let waiting: Child | undefined
  let atWork: Child | undefined
  let isOpen = false
  let deadSince: Date | undefined
  let strikes = 0
  let unexplained = 0
  let up = Promise.withResolvers<void>()
  let isUp = false
  const rises = () => {
    isUp = true
    up.resolve()
  }
  const falls = () => {
    if (isUp) up = Promise.withResolvers()
    isUp = false
  }
  let running: Promise<void> = Promise.resolve()

  async function work(orders: Orders, ready: () => void): Promise<void> {
    const child = (atWork = waiting ?? hire())
    waiting = undefined
    tell(child, JSON.stringify(orders))
    const before = strikes
    await listen(child, async (line) => {
      log(line)
      if (line === said.ready) {
        waiting ??= hire()
        ready()
        rises()
      }
      if (line !== said.strike) return
      strikes += 1
      falls()
      if (orders.strike === 'kill') return
      await onStrike()
      rises()
      tell(child, '')
    })
    await child.exited
    falls()
    if (isOpen) deadSince = new Date()
    if (isOpen && (strikes === before || orders.strike === 'postgres')) unexplained += 1
  }

  return {
    keep: (orders) => {
      isOpen = true
      strikes = unexplained = 0
      deadSince = undefined
      const first = Promise.withResolvers<void>()
      running = (async () => {
        // Only the first one strikes: whoever takes over must be able to finish.
        for (let next = orders; isOpen && unexplained < mostDeaths; next = { ...orders, nth: 0 }) await work(next, first.resolve)
      })()
      return Promise.race([first.promise, running.then(() => Promise.reject(new Error('no twin starts; see .mas/boundary/twin.log')))])
    },
    tell: () => {
      if (atWork !== undefined) tell(atWork, '')
    },
    serving: () => Promise.race([up.promise, running]),
    deadSince: () => deadSince,
    strikes: () => strikes,
    unexplained: () => unexplained,
    shut: async () => {
      isOpen = false
      atWork?.kill('SIGKILL')
      await running
    },
    close: async () => {
      waiting?.kill('SIGKILL')
      await waiting?.exited
    },
  }
}

async function listen(child: Child, hear: (line: string) => Promise<void>): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of child.stdout) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) await hear(line)
  }
}

function tell(child: Child, line: string): void {
  void child.stdin.write(`${line}\n`)
  void child.stdin.flush()
}
