import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { Hasher } from './hasher.ts'

export type HashTask = { readonly hash: string } | { readonly verify: Uint8Array; readonly stored: string }
const Done = z.union([
  z.strictObject({ hashed: z.string() }),
  z.strictObject({ matches: z.boolean() }),
  z.strictObject({ failed: z.string() }),
])
export type HashDone = z.infer<typeof Done>

/**
 * Hashes on threads of its own that the machine runs behind everything else: whoever is signed in, and Postgres beside
 * us, go first when a flood of guesses wants every core. Threads start when they are first needed, stay, and keep no
 * process alive. How many work at once is the caller's business.
 */
export function hashThreads(): Hasher {
  const idle: Thread[] = []
  const ask = async (task: HashTask): Promise<HashDone> => {
    const thread = alive(idle) ?? startThread()
    const done = await thread.run(task)
    // One that failed is gone, and the next task starts another.
    idle.push(thread)
    if ('failed' in done) throw new Error(`a password could not be hashed: ${done.failed}`)
    return done
  }
  return {
    hash: async (password) => {
      const done = await ask({ hash: password })
      return 'hashed' in done ? done.hashed : unexpected()
    },
    verify: async (password, stored) => {
      const done = await ask({ verify: password, stored })
      return 'matches' in done ? done.matches : unexpected()
    },
  }
}

/** One that ended while nobody used it is passed over. */
function alive(idle: Thread[]): Thread | undefined {
  let thread = idle.pop()
  while (thread?.ended() === true) thread = idle.pop()
  return thread
}

interface Thread {
  ended(): boolean
  run(task: HashTask): Promise<HashDone>
}
function startThread(): Thread {
  const worker = new Worker(new URL('./hash-thread.ts', import.meta.url))
  let isOver = false
  let settle: { resolve(done: HashDone): void; reject(reason: unknown): void } | undefined
  worker.on('message', (told: unknown) => settle?.resolve(Done.parse(told)))
  const over = (reason: unknown) => {
    isOver = true
    settle?.reject(reason)
  }
  worker.on('error', over)
  worker.on('exit', () => over(new Error('the thread that hashes passwords ended')))
  // After the listeners: on Node each of them would hold the process again.
  worker.unref()
  return {
    ended: () => isOver,
    run: (task) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
        worker.postMessage(task)
      }),
  }
}

function unexpected(): never {
  throw new Error('the thread that hashes passwords answered something else')
}
