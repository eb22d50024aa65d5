/** One thread that hashes passwords, one after another. Started by `hash-threads.ts`. */
import { platform, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import type { HashDone, HashTask } from './hash-threads.ts'
import { blockingHasherHere } from './hasher.ts'

/** On a full machine a third of an ordinary thread's share; alone, all of it. */
const niceness = 5
// Elsewhere this would slow the whole process down: only Linux counts it for each thread.
if (platform() === 'linux') setPriority(0, niceness)

const hasher = await blockingHasherHere()
parentPort?.on('message', (task: HashTask) => parentPort?.postMessage(done(task)))

function done(task: HashTask): HashDone {
  try {
    return 'hash' in task ? { hashed: hasher.hash(task.hash) } : { matches: hasher.verify(task.verify, task.stored) }
  } catch (thrown) {
    return { failed: thrown instanceof Error ? thrown.message : 'unknown' }
  }
}
