import type { Driver } from '@mas/db'
import { dropReader, putReader, putUsage, snapshotSince } from '@mas/db/settings'
import { newId, type Clock, type Log, type SettingsPin, type SettingsSeam, type SettingsSnapshot } from '@mas/kernel'
import { latest } from './latest.ts'
import { declaredFlags, declaredSettings } from './registry.ts'
import { advance } from './snapshot.ts'

/** Channel on which the database tells every process the newest revision. */
export const settingsChannel = 'settings'
const compareMs = 30_000
/** Longer than any transaction of ours writes; one that takes longer is announced a moment after its commit, like all others. */
const writeMs = 5_000

interface Options {
  readonly driver: Pick<Driver, 'db' | 'listen'>
  readonly log: Log
  /** What this process is, for whoever looks where a change has arrived. */
  readonly process: string
  readonly clock: Clock
  readonly compareEveryMs?: number
  /** False: nothing is trusted, every verb asks the database first. For tests that change rows by hand and look at once. */
  readonly trust?: boolean
}
export interface OpenSettings extends SettingsSeam {
  close(): Promise<void>
}

/**
 * Keeps all settings of this process in memory and current. A commit anywhere announces its revision; rows newer than
 * ours are then read. Memory is trusted only while the listener is up, the last look at the database succeeded, and no
 * newer revision was announced or is being written here; otherwise each verb asks the database first.
 */
export async function openSettings({
  driver,
  log,
  process,
  clock,
  compareEveryMs = compareMs,
  trust = true,
}: Options): Promise<OpenSettings> {
  const id = newId()
  let held: SettingsSnapshot | undefined
  let pinned: SettingsPin | undefined
  let [listening, closed] = [false, false]
  /** Something may have been missed: the next look reads everything. */
  let doubted = true
  let gaps = 0
  let announced = 0
  let expected: { readonly revision: number; readonly untilMs: number } | undefined
  let line: { close(): Promise<void> } | undefined

  const look = latest(async () => {
    const [round, from] = [gaps, doubted ? undefined : held]
    try {
      const rows = await snapshotSince(driver.db, from?.revision ?? -1)
      // Behind ours: the database was restored, and nothing that is held is worth anything.
      const restored = from !== undefined && rows.revision < from.revision
      const next = restored ? advance(undefined, await snapshotSince(driver.db, -1)) : advance(from, rows)
      if (restored) announced = next.revision
      if (next !== held) pinned = { now: next, ask: async () => next }
      held = next
      if (gaps === round) doubted = false
      if (expected !== undefined && next.revision >= expected.revision) expected = undefined
      tell.soon()
      return next
    } catch (thrown) {
      doubted = true
      throw thrown
    }
  })
  const lookQuietly = () => {
    look().catch((thrown: unknown) => log.warn('settings could not be compared; reads ask the database', { reason: nameOf(thrown) }))
  }
  const tell = teller(async () => {
    await putReader(driver.db, { id, process, revision: held?.revision ?? 0, listening })
  })

  async function listen(): Promise<void> {
    line = await driver.listen(
      settingsChannel,
      (payload) => {
        announced = Math.max(announced, Number(payload) || 0)
        if ((held?.revision ?? 0) < announced) lookQuietly()
      },
      () => {
        listening = true
        doubted = true
        gaps += 1
        lookQuietly()
      },
      () => {
        listening = false
        log.warn('settings listener was cut; reads ask the database until it is back')
      },
    )
    listening = true
  }
  const listenQuietly = async () => {
    await listen().catch((thrown: unknown) => log.warn('settings listener could not start', { reason: nameOf(thrown) }))
  }

  const isExpecting = () => {
    if (expected !== undefined && performance.now() > expected.untilMs) expected = undefined // that write was rolled back
    return expected !== undefined
  }
  const usage = () =>
    [...declaredSettings(), ...declaredFlags()].map(({ key, usage: used }) => {
      const { read } = used
      used.read = false
      return { key, read }
    })

  await listenQuietly()
  await look().catch((thrown: unknown) => log.warn('settings could not be read yet', { reason: nameOf(thrown) }))
  const timer = setInterval(() => {
    if (line === undefined) void listenQuietly()
    lookQuietly()
    putUsage(driver.db, usage(), clock.now()).catch(() => {}) // accuracy of a quarterly report, nothing else
  }, compareEveryMs)
  timer.unref()

  return {
    pin: () => {
      if (trust && pinned !== undefined && listening && !doubted && (held?.revision ?? 0) >= announced && !isExpecting()) return pinned
      let asked: Promise<SettingsSnapshot> | undefined
      return { now: undefined, ask: () => (asked ??= look()) }
    },
    writing: (revision) => {
      expected = { revision: Math.max(revision, expected?.revision ?? 0), untilMs: performance.now() + writeMs }
    },
    close: async () => {
      if (closed) return
      closed = true
      clearInterval(timer)
      await line?.close()
      await tell.stop()
      await look.settled()
      // The row would only be stale: it goes by itself when the database is away now.
      await dropReader(driver.db, id).catch(() => {})
    },
  }
}

/** Says it after every change, one at a time and never twice for what one saying already tells. */
function teller(say: () => Promise<void>) {
  let [due, stopped] = [false, false]
  let saying: Promise<void> | undefined
  const run = async () => {
    while (due && !stopped) {
      due = false
      await say().catch(() => {}) // who cannot say where it reads is missing from the list, and reads on
    }
    saying = undefined
  }
  return {
    soon: () => {
      due = true
      saying ??= run()
    },
    stop: async () => {
      stopped = true
      await saying
    },
  }
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : 'unknown'
}
