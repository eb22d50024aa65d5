import { basename } from 'node:path'
import type { MasClient } from '@mas/contracts/client'
import type { Import, ImportMapping } from '@mas/contracts/leads'
import { ImportColumnTarget } from '@mas/contracts/leads'
import { completeWithContacts } from './complete-file.ts'
import { progressBar } from './progress-bar.ts'
import type { RunningSystem } from './running-system.ts'

interface Job {
  readonly mas: MasClient
  readonly system: RunningSystem
  readonly columns: ReadonlyMap<string, string>
  readonly say: (line: string) => void
}

/** Uploads the file, lets it be read, and maps its columns; completes it with contacts first when it has none. */
export async function mapFile(job: Job, path: string): Promise<Import> {
  const file = Bun.file(path)
  if (!(await file.exists())) throw new Error(`there is no file ${path}`)
  const name = basename(path)
  let read = await upload(job, name, file)
  if (read.state === 'failed') throw new Error(`${name} cannot be imported: ${read.errorCode}`)
  let mapping = mappingOf(read, job.columns)
  if (!mapping.columns.some(({ target }) => target === 'phone' || target === 'email')) {
    job.say('the file holds no contacts: adding phones and e-mails made from the row number (they belong to nobody)')
    await job.mas.leads.cancelImport.mutate({ importId: read.importId })
    read = await upload(job, name, new Blob([completeWithContacts(await file.text())]))
    mapping = mappingOf(read, new Map([['Demo Phone', 'phone'], ['Demo Email', 'email'], ...job.columns]))
  }
  return job.mas.leads.mapImport.mutate({ importId: read.importId, mapping, options: {} })
}

async function upload({ mas, system }: Job, name: string, bytes: Blob): Promise<Import> {
  const { ticket } = await mas.leads.createImportUpload.mutate({ name, size: bytes.size })
  const slot = await mas.files.beginUpload.mutate({ ticket })
  if (slot.method !== 'put') throw new Error('an import comes in one piece')
  const answer = await fetch(new URL(slot.url, system.apiUrl), { method: 'PUT', headers: slot.headers, body: bytes })
  if (!answer.ok) throw new Error(`the upload was refused: ${await answer.text()}`)
  const { fileId } = await mas.files.finishUpload.mutate({ ticket })
  const started = await mas.leads.startImport.mutate({ fileId, allowRepeat: true })
  return follow(mas, started.importId, 'reading', (now) => now.staged || now.state === 'failed')
}

function mappingOf(read: Import, columns: ReadonlyMap<string, string>): ImportMapping {
  const suggested = read.suggestedMapping
  if (suggested === null) throw new Error('the file has no header')
  for (const header of columns.keys())
    if (!suggested.columns.some((column) => column.header === header)) throw new Error(`the file has no column "${header}"`)
  return {
    ...suggested,
    columns: suggested.columns.map((column) => {
      const wanted = columns.get(column.header)
      return wanted === undefined ? column : { ...column, target: ImportColumnTarget.parse(wanted) }
    }),
  }
}

/** Shows how an import gets on until `done` says so. */
export async function follow(
  mas: MasClient,
  importId: string,
  label: string,
  done: (now: Import) => boolean,
  onProgress: (now: Import) => void = () => {},
): Promise<Import> {
  const bar = progressBar(label)
  const began = performance.now()
  for (;;) {
    const now = await mas.leads.getImport.query({ importId })
    bar.show(now.settledRows, now.rowCount)
    onProgress(now)
    if (done(now)) {
      bar.end(`${now.rowCount.toLocaleString('en-IN')} rows in ${((performance.now() - began) / 1000).toFixed(1)} s`)
      return now
    }
    await Bun.sleep(60)
  }
}
