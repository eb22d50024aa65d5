import { sql } from 'drizzle-orm'
import { rows, texts } from '../rows.ts'
import type { Reader, Tx } from '../driver/types.ts'
import { instant } from '../values.ts'

/** Stores a sealed secret under its name; false where there was one, which it replaces. */
export async function putSecret(tx: Tx, secret: { name: string; sealed: Uint8Array; by: string }, now: Date): Promise<boolean> {
  const [put] = await rows<{ fresh: boolean }>(
    tx,
    sql`insert into workflows.secrets (name, sealed, set_by, set_at)
        values (${secret.name}, decode(${Buffer.from(secret.sealed).toString('base64')}, 'base64'), ${secret.by}, ${instant(now)})
        on conflict on constraint secrets_pkey do update set sealed = excluded.sealed, set_by = excluded.set_by, set_at = excluded.set_at
        returning xmax = 0 as fresh`,
  )
  return put?.fresh ?? false
}

/** False where there was none. */
export async function dropSecret(tx: Tx, name: string): Promise<boolean> {
  return (await rows(tx, sql`delete from workflows.secrets where name = ${name} returning name`)).length === 1
}

export interface SecretRow extends Record<string, unknown> {
  name: string
  set_by: string
  set_at: Date
}
export function pageSecrets(reader: Reader, after: string | undefined, limit: number): Promise<SecretRow[]> {
  return rows<SecretRow>(
    reader,
    sql`select name, set_by, set_at from workflows.secrets ${after === undefined ? sql`` : sql`where name > ${after}`} order by name limit ${limit}`,
  )
}

/** Which of these names are stored; `kept`: they stay until the caller commits, for what it writes refers to them. */
export async function knownSecrets(reader: Reader, names: readonly string[], kept: boolean): Promise<Set<string>> {
  if (names.length === 0) return new Set()
  const found = await rows<{ name: string }>(
    reader,
    sql`select name from workflows.secrets where name = any(${texts(names)}) order by name ${kept ? sql`for key share` : sql``}`,
  )
  return new Set(found.map(({ name }) => name))
}

/** For the call that is about to be made, and for nothing else. */
export async function sealedSecrets(reader: Reader, names: readonly string[]): Promise<{ name: string; sealed: string }[]> {
  if (names.length === 0) return []
  return rows(reader, sql`select name, encode(sealed, 'base64') as sealed from workflows.secrets where name = any(${texts(names)})`)
}

/** Keys of workflows whose people walk, or may come to walk, a version that names the secret. */
export async function secretUsers(reader: Reader, name: string): Promise<string[]> {
  const found = await rows<{ key: string }>(
    reader,
    sql`select w.key from workflows.workflows w where w.status <> 'archived' and exists (
          select 1 from workflows.versions v where v.workflow_id = w.id
            and (v.n = w.active_version or exists (select 1 from workflows.runs r where r.workflow_id = w.id and r.version_n = v.n and r.state <> 'finished'))
            and v.program::text ~ ${`\\{\\{\\s*secret\\.${name}\\s*\\}\\}`})
        order by w.key limit 20`,
  )
  return found.map(({ key }) => key)
}

/** One signing secret, and while it signs. */
export interface SealedSigner {
  readonly sealed: string
  readonly from: string
  readonly until: string | null
}

/** The newest first; none where nobody asked for one yet. */
export async function signersOf(reader: Reader, workflowId: string): Promise<SealedSigner[]> {
  const [found] = await rows<{ secrets: SealedSigner[] }>(
    reader,
    sql`select secrets from workflows.signing_secrets where workflow_id = ${workflowId}::uuid`,
  )
  return found?.secrets ?? []
}

export async function putSigners(tx: Tx, workflowId: string, signers: readonly SealedSigner[], now: Date): Promise<void> {
  await rows(
    tx,
    sql`insert into workflows.signing_secrets (workflow_id, secrets, renewed_at)
        values (${workflowId}::uuid, ${JSON.stringify(signers)}::text::jsonb, ${instant(now)})
        on conflict on constraint signing_secrets_pkey do update set secrets = excluded.secrets, renewed_at = excluded.renewed_at`,
  )
}
