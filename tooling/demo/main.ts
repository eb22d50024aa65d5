/** `bun run demo`: the product's first real work, through its public edges: sign in, import leads, survive a crash, send them on a journey, take it back. */
import { errorOf } from '@mas/contracts/client'
import { readArguments } from './arguments.ts'
import { follow, mapFile } from './import-leads.ts'
import { playJourney } from './journey.ts'
import { waitForMail } from './inbox.ts'
import { reportLines } from './report.ts'
import { openSystem } from './running-system.ts'
import { signIn } from './sign-in.ts'
import { demoAccount } from '../seed/demo-accounts.ts'

const demo = readArguments(process.argv.slice(2))
const say = (line: string) => console.log(`· ${line}`)
const system = await openSystem(say)
try {
  await play()
} catch (thrown) {
  const error = errorOf(thrown)
  console.error(
    error === undefined
      ? thrown instanceof Error
        ? thrown.message
        : thrown
      : `${error.code}: ${error.message} ${JSON.stringify(error.details)}`,
  )
  process.exitCode = 1
} finally {
  await system.release()
}

async function play(): Promise<void> {
  const head = demoAccount('SALES_HEAD')
  const mas = await signIn(system, head)
  say(`signed in as ${head.email}, the sales head (password, then the code mailed to the sandbox)`)

  const mapped = await mapFile({ mas, system, columns: demo.columns, say }, demo.file)
  const { importId } = mapped
  await mas.leads.previewImport.mutate({ importId })
  const previewed = await follow(mas, importId, 'preview', ({ state }) => state !== 'previewing' && state !== 'mapped')
  if (previewed.previewCounts === null) throw new Error(`the preview ended as ${previewed.state}: ${previewed.errorCode}`)
  say('the preview, which ran the real code and kept nothing:')
  for (const line of reportLines(previewed.previewCounts)) console.log(line)

  const began = new Date()
  await mas.leads.commitImport.mutate({ importId, planHash: previewed.planHash ?? '' })
  let killed = demo.calm
  const committed = await follow(
    mas,
    importId,
    'commit',
    ({ state }) => state !== 'committing',
    (now) => {
      if (killed || now.settledRows < now.rowCount / 3) return
      killed = killWorker(now.settledRows)
    },
  )
  if (committed.counts === null || committed.state !== 'committed')
    throw new Error(`the import ended as ${committed.state}: ${committed.errorCode}`)
  say(
    `the report${committed.drift === 0 ? ', row by row what the preview had said' : `; ${committed.drift} rows differ from the preview`}:`,
  )
  for (const line of reportLines(committed.counts)) console.log(line)

  const mail = await waitForMail(system.sandboxUrl, head.email, began, ({ subject }) => /import/i.test(subject))
  say(`mailed to ${head.email}: “${mail.subject}” — ${system.sandboxUrl}/mails/${mail.id}`)

  const admin = await signIn(system, demoAccount('ADMIN'))
  await playJourney({ system, admin, head: mas, say, since: began })

  if (demo.keep) return say('the leads stay, as asked')
  await mas.leads.undoImport.mutate({ importId })
  const undone = await follow(mas, importId, 'undo', ({ state }) => state === 'undone')
  const { withdrawn = 0, restored = 0, kept = 0 } = undone.undoCounts ?? {}
  say(
    `taken back: ${withdrawn.toLocaleString('en-IN')} leads withdrawn, ${restored.toLocaleString('en-IN')} restored, ${kept.toLocaleString('en-IN')} kept${kept === 0 ? '' : ', because something has happened with them since'}`,
  )
}

/** kill -9, as a power cut would: the supervisor starts a new worker, which goes on where the last chunk committed. */
function killWorker(rowsDone: number): boolean {
  const pid = system.workerPid()
  if (pid === undefined) return false
  process.kill(pid, 'SIGKILL')
  console.log(`\n· killed the worker (kill -9 ${pid}) after ${rowsDone.toLocaleString('en-IN')} rows; waiting for another one to take over`)
  return true
}
