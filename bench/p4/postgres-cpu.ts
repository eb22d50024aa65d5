import { readdirSync, readFileSync } from 'node:fs'
import { serverUrl } from '../measure/server.ts'

const ticksPerSecond = 100

/** Seconds of CPU that all processes of the server have used so far, those that have ended included. NaN where there is no /proc of it. */
export async function postgresCpu(): Promise<() => number> {
  const postmaster = await findPostmaster()
  if (postmaster === undefined) return () => Number.NaN
  return () => {
    const own = timesOf(postmaster)
    if (own === undefined) return Number.NaN
    let ticks = own.ticks + own.reaped
    for (const name of readdirSync('/proc')) {
      const child = /^\d+$/.test(name) ? timesOf(Number(name)) : undefined
      if (child?.parent === postmaster) ticks += child.ticks
    }
    return ticks / ticksPerSecond
  }
}

/** The parent of any session's process, looked at while the session is open. */
async function findPostmaster(): Promise<number | undefined> {
  const session = new Bun.SQL({ url: serverUrl(), max: 1 })
  try {
    const [row] = await session.unsafe<{ pid: number }[]>('select pg_backend_pid() as pid')
    return row === undefined ? undefined : timesOf(row.pid)?.parent
  } finally {
    await session.close()
  }
}

interface Times {
  readonly parent: number
  readonly ticks: number
  /** Of children that have ended and were waited for. */
  readonly reaped: number
}
function timesOf(pid: number): Times | undefined {
  try {
    // The name in brackets may hold blanks; fields are counted from behind it, where the state is the third of the manual page.
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [parent = 0, user = 0, kernel = 0, childUser = 0, childKernel = 0] = [fields[1], fields[11], fields[12], fields[13], fields[14]]
    return { parent, ticks: user + kernel, reaped: childUser + childKernel }
  } catch {
    return undefined // ended meanwhile
  }
}
