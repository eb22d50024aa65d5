import type { Role } from '@mas/contracts/access'
import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { recordset, rows, texts, uuids } from '../rows.ts'
import { instant } from '../values.ts'
import { userColumns, type UserRow } from './user-queries.ts'

/** Locks many addresses, each as `lockAddress` does, in one order for everybody. */
export async function lockAddresses(tx: Tx, addresses: readonly string[]): Promise<void> {
  await rows(
    tx,
    sql`select pg_advisory_xact_lock(hashtextextended('identity.address:' || address, 0))
        from (select address from unnest(${texts(addresses.toSorted())}) with ordinality as a(address, n) order by n) in_order`,
  )
}

export function usersByEmails(reader: Reader, emails: readonly string[]): Promise<UserRow[]> {
  return rows(reader, sql`select ${userColumns} from identity.users where email = any(${texts(emails)})`)
}

/** What was imported under these ids, or became these people. */
export function findImported(
  reader: Reader,
  oldIds: readonly string[],
  userIds: readonly string[],
): Promise<{ oldId: string; userId: string }[]> {
  return rows(
    reader,
    sql`select old_id as "oldId", user_id as "userId" from identity.imported_users where old_id = any(${texts(oldIds)}) or user_id = any(${uuids(userIds)})`,
  )
}
export async function takenGoogleSubjects(reader: Reader, subjects: readonly string[]): Promise<string[]> {
  const found = await rows<{ subject: string }>(
    reader,
    sql`select account_id as subject from identity.accounts where provider_id = 'google' and account_id = any(${texts(subjects)})`,
  )
  return found.map(({ subject }) => subject)
}

export interface ImportedPerson extends Record<string, unknown> {
  readonly id: string
  readonly email: string
  readonly verified: boolean
  readonly fullName: string
  readonly phone: string | null
  readonly profession: string | null
  readonly domain: string | null
  readonly role: Role
  readonly blocked: boolean
  readonly completed: boolean
  readonly ip: string | null
  readonly userAgent: string | null
  readonly createdAt: string
}
/** Who has proven the mailbox is active; who has not is invited, and gets no mail until they ask for one. */
export async function insertImportedPeople(tx: Tx, people: readonly ImportedPerson[], platform: string, now: Date): Promise<void> {
  await rows(
    tx,
    sql`insert into identity.users (id, email, email_verified, email_verified_at, full_name, phone, profession, domain, role, state, blocked_at, reason_code,
          profile_completed_at, signup_platform, signup_ip, signup_user_agent, last_active_at, created_at, updated_at)
        select id, email, verified, case when verified then "createdAt" end, "fullName", phone, profession, domain, role,
          case when blocked then 'blocked' when verified then 'active' else 'invited' end,
          case when blocked then ${instant(now)} end, case when blocked then 'imported' end, case when completed then "createdAt" end,
          ${platform}, ip, "userAgent", ${instant(now)}, "createdAt", ${instant(now)}
        from ${recordset(
          people,
          'id uuid, email text, verified boolean, "fullName" text, phone text, profession text, domain text, role text, blocked boolean, completed boolean, ip text, "userAgent" text, "createdAt" timestamptz',
        )}`,
  )
}

export async function insertImportedAccounts(
  tx: Tx,
  accounts: readonly { id: string; userId: string; providerId: 'credential' | 'google'; accountId: string; password: string | null }[],
  now: Date,
): Promise<void> {
  await rows(
    tx,
    sql`insert into identity.accounts (id, user_id, provider_id, account_id, password, created_at, updated_at)
        select id, "userId", "providerId", "accountId", password, ${instant(now)}, ${instant(now)}
        from ${recordset(accounts, 'id uuid, "userId" uuid, "providerId" text, "accountId" text, password text')}`,
  )
}

export async function insertImportedIds(
  tx: Tx,
  imported: readonly { oldId: string; userId: string; photoUrl: string | null }[],
  now: Date,
): Promise<void> {
  await rows(
    tx,
    sql`insert into identity.imported_users (old_id, user_id, photo_url, imported_at)
        select "oldId", "userId", "photoUrl", ${instant(now)} from ${recordset(imported, '"oldId" text, "userId" uuid, "photoUrl" text')}`,
  )
}
