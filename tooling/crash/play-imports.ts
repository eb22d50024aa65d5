import type { Import, ImportState } from '@mas/contracts/leads'
import type { Edge } from './edge.ts'
import type { Findings } from './findings.ts'
import { makeLeadFile, type LeadFile } from './lead-file.ts'
import type { Random } from './random.ts'
import type { Session } from './session.ts'

export interface PlayedImport {
  readonly importId: string
  readonly file: LeadFile
  readonly told: Import
  readonly undone: boolean
}
interface Stage {
  readonly edge: Edge
  readonly head: Session
  readonly findings: Findings
  readonly random: Random
  /** Absent: some thousands. */
  readonly rows?: number
  /** Absent: one that the seed makes, and every second one is taken back. */
  readonly file?: LeadFile
  readonly onPhase?: (phase: string, ms: number) => void
}

/** One file through upload, preview and commit; every second one is taken back. */
export async function playImport(stage: Stage, serial: number): Promise<PlayedImport> {
  const { edge, head, findings, random } = stage
  const file = stage.file ?? makeLeadFile(random, serial, stage.rows)
  const undo = stage.file === undefined && random.between(1, 2) === 1
  const call = <T>(what: string, work: Parameters<typeof edge.call<T>>[2], key: string = crypto.randomUUID()): Promise<T> =>
    edge.call({ ...head.caller, key }, what, work)

  const fileId = await upload(edge, head, `crash-${serial}.csv`, file.csv)
  const { importId } = await call('start import', (mas) => mas.leads.startImport.mutate({ fileId }))
  const staged = await wait('reading', ({ staged: read }) => read)
  const mapping = staged.suggestedMapping
  if (mapping === null) throw new Error('the product suggests no mapping')
  await call('map import', (mas) => mas.leads.mapImport.mutate({ importId, mapping, options: {} }))
  await call('preview import', (mas) => mas.leads.previewImport.mutate({ importId }))
  const previewed = await wait('preview', is('previewed'))
  await call('commit import', (mas) => mas.leads.commitImport.mutate({ importId, planHash: previewed.planHash ?? '' }))
  const committed = await wait('commit', is('committed'))
  findings.count('rows committed', committed.rowCount)
  if (!undo) return { importId, file, told: committed, undone: false }
  await call('undo import', (mas) => mas.leads.undoImport.mutate({ importId }))
  const told = await wait('undo', is('undone'))
  findings.count('rows taken back', told.rowCount)
  return { importId, file, told, undone: true }

  /** Follows a phase and notes how long it ever stood still, which is what a killed worker costs. */
  async function wait(phase: string, done: (now: Import) => boolean): Promise<Import> {
    let moved = -1
    const beganAt = performance.now()
    let movedAt = beganAt
    let longest = 0
    for (;;) {
      const now = await edge.call(head.caller, 'get import', (mas) => mas.leads.getImport.query({ importId }))
      if (now.rowCount + now.settledRows !== moved || done(now)) {
        longest = Math.max(longest, performance.now() - movedAt)
        moved = now.rowCount + now.settledRows
        movedAt = performance.now()
      }
      if (done(now)) {
        findings.took('longest standstill of an import', longest)
        stage.onPhase?.(phase, performance.now() - beganAt)
        return now
      }
      if (now.state === 'failed' || performance.now() - movedAt > 180_000)
        throw new Error(
          `import ${importId} stands in ${phase}: ${now.state} ${now.errorCode ?? ''} at row ${now.settledRows} of ${now.rowCount}`,
        )
      await Bun.sleep(250)
    }
  }
}

function is(state: ImportState): (now: Import) => boolean {
  return (now) => now.state === state
}

async function upload(edge: Edge, head: Session, name: string, csv: string): Promise<string> {
  const { from } = head.caller
  const { ticket } = await edge.call(head.caller, 'announce upload', (mas) =>
    mas.leads.createImportUpload.mutate({ name, size: csv.length }),
  )
  const slot = await edge.call({ from }, 'begin upload', (mas) => mas.files.beginUpload.mutate({ ticket }))
  if (slot.method !== 'put') throw new Error('an import comes in one piece')
  const answer = await edge.send('upload', () =>
    fetch(new URL(slot.url, edge.apiUrl), {
      method: 'PUT',
      headers: { ...slot.headers, 'x-forwarded-for': from },
      body: csv,
      signal: AbortSignal.timeout(25_000),
    }),
  )
  if (!answer.ok) throw new Error(`upload: ${await answer.text()}`)
  return (await edge.call({ from }, 'finish upload', (mas) => mas.files.finishUpload.mutate({ ticket }))).fileId
}
