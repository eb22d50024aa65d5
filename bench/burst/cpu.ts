import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Asked } from '../../tooling/crash/sql.ts'

const ticksPerSecond = 100

/** Seconds of processor time that a process has used so far; 0 when it is gone. */
export function cpuOf(pid: number | undefined): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
  } catch {
    return 0 // ended meanwhile
  }
}

/** The same of the sessions of Postgres, added up by what their process is called. */
export async function cpuOfSessions(asked: Asked): Promise<Record<string, number>> {
  const sessions = await asked.rows(
    z.object({ pid: z.number(), name: z.string() }),
    `select pid, case when application_name like 'mas-queue-worker:%' then 'mas-queue-worker' when application_name = '' then backend_type else application_name end as name
     from pg_stat_activity where pid <> pg_backend_pid()`,
  )
  const sums: Record<string, number> = {}
  for (const { pid, name } of sessions) sums[name] = (sums[name] ?? 0) + cpuOf(pid)
  return sums
}
