import { readFileSync } from 'node:fs'

/** Resident memory of a process of this machine, in MB; undefined when it is gone. */
export function residentMb(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kb === undefined ? undefined : Number(kb) / 1024
  } catch {
    return undefined // it ended while we looked
  }
}

export interface Watched {
  /** Every sample since the start, in MB. */
  readonly samples: ReadonlyMap<string, readonly number[]>
  stop(): void
}

/** Looks at the memory of processes by name; whoever was killed and came back goes on under the name. */
export function watchMemory(names: readonly string[], pidOf: (name: string) => number | undefined, everyMs = 250): Watched {
  const samples = new Map<string, number[]>(names.map((name) => [name, []]))
  const timer = setInterval(() => {
    for (const [name, seen] of samples) {
      const now = residentMb(pidOf(name))
      if (now !== undefined) seen.push(now)
    }
  }, everyMs)
  return { samples, stop: () => clearInterval(timer) }
}

/** Middle of the last third against the middle of the first: 1 is flat. */
export function growthOf(samples: readonly number[]): number {
  const third = Math.floor(samples.length / 3)
  const middle = (part: readonly number[]) => part.toSorted((a, b) => a - b)[Math.floor(part.length / 2)] ?? Number.NaN
  return middle(samples.slice(-third)) / middle(samples.slice(0, third))
}
