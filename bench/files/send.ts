/** Sends many files at once and says how many were taken. */
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

const Given = z.object({ targets: z.array(z.object({ url: z.string(), ticket: z.string() })), mib: z.number() })
const { targets, mib } = Given.parse(JSON.parse(process.argv[2] ?? ''))
const path = join(tmpdir(), `mas-bench-send-${process.pid}`)
await Bun.write(path, 'Asha Rao,9876543210\n'.repeat(52_429).slice(0, 1_048_576).repeat(mib))

// As browsers send a file: its length is told first.
const statuses = await Promise.all(
  targets.map(async ({ url, ticket }) => {
    const answer = await fetch(url, { method: 'PUT', headers: { 'x-upload-ticket': ticket }, body: Bun.file(path) })
    return answer.status
  }),
)
rmSync(path)
console.log(statuses.filter((status) => status === 200).length)
