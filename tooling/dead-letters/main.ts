/** `bun run dead-letters [--job NAME] [--id ID]… [--redrive]`: shows the jobs that gave up, or sends them back. */
import { parseArgs } from 'node:util'
import { processEnvironment } from '@mas/platform/config'
import { listDeadLetters, redriveDeadLetters } from '@mas/platform/queue'
import { openProcess } from '@mas/wiring'
import { environmentHere } from './environment-here.ts'

const { values } = parseArgs({ options: { job: { type: 'string' }, id: { type: 'string', multiple: true }, redrive: { type: 'boolean' } } })
const env: Record<string, string | undefined> = { LOG_LEVEL: 'warn', ...environmentHere(), ...processEnvironment() }
if (env['DATABASE_URL'] === undefined) {
  console.error('nothing is running in this checkout: `npm start` first, or set the variables of .env.example')
  process.exit(2)
}
const opened = await openProcess({ process: 'tool', env })
try {
  const { queue } = opened.runtime
  if (values.redrive === true) {
    const moved = await redriveDeadLetters(queue, {
      ...(values.job !== undefined && { job: values.job }),
      ...(values.id && { ids: values.id }),
    })
    console.log(`${moved} sent back to their queues`)
  } else {
    const waiting = (await listDeadLetters(queue)).filter(({ job }) => values.job === undefined || job === values.job)
    for (const { id, job, code, tries, since, payload } of waiting)
      console.log(`${since.toISOString()}  ${job}  ${code ?? 'worker lost'}  after ${tries} tries\n  ${id}  ${JSON.stringify(payload)}`)
    console.log(
      waiting.length === 0 ? 'no job has given up' : `${waiting.length} waiting; --redrive sends them back, --job and --id choose`,
    )
  }
} finally {
  await opened.close()
}
