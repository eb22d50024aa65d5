import { insertObject } from '@mas/db/files'
import { actorKey, enqueue, fail, newId, type TxCtx } from '@mas/kernel'
import type { EgressMode } from '@mas/kernel/ports/egress'
import { z } from 'zod'
import { storageKey } from './create-ticket.ts'
import { fetchFile } from './jobs.ts'
import { cleanName } from './name-rules.ts'
import type { GeneratedFile } from './put-generated.ts'
import { purposes, typeOfName } from './purposes.ts'

const fetchingMs = 24 * 3_600_000
export const sealPurpose = 'files-source-v1'

export interface RemoteFile extends GeneratedFile {
  readonly url: string
  /** Hosts of the provider that may serve it, in lower case; `*.example.com` stands for every name below it. */
  readonly allowHosts: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
  /** `sandbox` where the provider is our sandbox on this machine. */
  readonly mode?: EgressMode
  /** The same id for the same thing, where it may be asked for twice; a second call changes nothing. */
  readonly fileId?: string
}

/** What the job is told, sealed. */
export const Source = z.object({
  url: z.string(),
  allowHosts: z.array(z.string()),
  headers: z.record(z.string(), z.string()),
  mode: z.enum(['live', 'sandbox']).default('live'),
})

/**
 * Part: has a file fetched from a provider's address, by a job and through the egress guard, then checked like any
 * upload; `files.stored` tells when it is there. Answers its id at once.
 */
export async function importFromUrl(t: TxCtx, ownerDomain: string, file: RemoteFile): Promise<string> {
  const { purpose } = file
  const name = cleanName(file.name)
  const type = purposes[purpose].generatedOnly ? undefined : typeOfName(purpose, name)
  if (type === undefined) throw fail('files.type-refused', { accepted: Object.keys(purposes[purpose].types) })
  const now = t.clock.now()
  const id = file.fileId ?? newId(now.getTime())
  const isNew = await insertObject(t.tx, {
    id,
    purpose,
    ownerDomain,
    ownerRef: file.ownerRef,
    subjectUserId: file.subjectUserId,
    uploadedBy: actorKey(t.actor),
    name,
    declaredType: type,
    storageKey: storageKey(purpose, id, now),
    expiresAt: new Date(now.getTime() + fetchingMs),
    now,
  })
  const source = Source.parse({ url: file.url, allowHosts: file.allowHosts, headers: file.headers ?? {}, mode: file.mode })
  const sealed = Buffer.from(t.infra.keys.seal(sealPurpose, JSON.stringify(source), id)).toString('base64')
  if (isNew) await enqueue(t, fetchFile, { fileId: id, purpose, source: sealed })
  return id
}
