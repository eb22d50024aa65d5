import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const local = fileURLToPath(new URL('../../.mas/', import.meta.url))
const RunFile = z.object({ databaseUrl: z.string() })

/** The environment of the system that `npm start` serves in this checkout; empty when none is running. */
export function environmentHere(): Record<string, string> {
  if (!existsSync(`${local}run.json`) || !existsSync(`${local}secret`)) return {}
  const { databaseUrl } = RunFile.parse(JSON.parse(readFileSync(`${local}run.json`, 'utf8')))
  return { DATABASE_URL: databaseUrl, MAS_SECRET: readFileSync(`${local}secret`, 'utf8').trim(), MAS_DATA_DIR: `${local}data` }
}
