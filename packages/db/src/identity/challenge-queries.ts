import { sql } from 'drizzle-orm'
import type { Reader, Tx } from '../driver/types.ts'
import { rows, texts } from '../rows.ts'
import { bytea, instant } from '../values.ts'

export interface ChallengeRow extends Record<string, unknown> {
  id: string
  purpose: string
  channel: 'email' | 'sms' | 'whatsapp'
  platform: string
  userId: string | null
  addressMac: Uint8Array
  codeMac: Uint8Array
  sealedCode: Uint8Array | null
  pendingPassword: string | null
  payload: Uint8Array | null
  attempts: number
  sends: number
  lastSentAt: Date
  codeExpiresAt: Date
  expiresAt: Date
  consumedAt: Date | null
}
const columns =
  sql.raw(`id, purpose, channel, platform, user_id as "userId", address_mac as "addressMac", code_mac as "codeMac", sealed_code as "sealedCode",
  pending_password as "pendingPassword", payload, attempts, sends, last_sent_at as "lastSentAt", code_expires_at as "codeExpiresAt",
  expires_at as "expiresAt", consumed_at as "consumedAt"`)

interface NewChallenge {
  readonly id: string
  readonly purpose: string
  readonly channel: 'email' | 'sms' | 'whatsapp'
  readonly platform: string
  readonly userId: string | null
  readonly addressMac: Uint8Array
  readonly codeMac: Uint8Array
  readonly sealedCode: Uint8Array | null
  readonly pendingPassword: string | null
  readonly payload: Uint8Array | null
  readonly now: Date
  readonly codeExpiresAt: Date
  readonly expiresAt: Date
}
export async function insertChallenge(tx: Tx, c: NewChallenge): Promise<void> {
  await rows(
    tx,
    sql`insert into identity.challenges (id, purpose, channel, platform, user_id, address_mac, code_mac, sealed_code, pending_password, payload, last_sent_at, created_at, code_expires_at, expires_at)
        values (${c.id}::uuid, ${c.purpose}, ${c.channel}, ${c.platform}, ${c.userId}::uuid, ${bytea(c.addressMac)}, ${bytea(c.codeMac)}, ${bytea(c.sealedCode)},
          ${c.pendingPassword}, ${bytea(c.payload)}, ${instant(c.now)}, ${instant(c.now)}, ${instant(c.codeExpiresAt)}, ${instant(c.expiresAt)})`,
  )
}

/** Spends one of five tries. No row: there is nothing left to spend, for whatever reason. */
export async function spendTry(reader: Reader, id: string, purposes: readonly string[], now: Date): Promise<ChallengeRow | undefined> {
  const [row] = await rows<ChallengeRow>(
    reader,
    sql`update identity.challenges set attempts = attempts + 1
        where id = ${id}::uuid and purpose = any(${texts(purposes)}) and consumed_at is null and attempts < 5
          and code_expires_at > ${instant(now)} and expires_at > ${instant(now)} returning ${columns}`,
  )
  return row
}

export async function findChallenge(reader: Reader, id: string): Promise<ChallengeRow | undefined> {
  const [row] = await rows<ChallengeRow>(reader, sql`select ${columns} from identity.challenges where id = ${id}::uuid`)
  return row
}

/** True for the one caller that completes it. */
export async function consumeChallenge(tx: Tx, id: string, now: Date): Promise<boolean> {
  const done = await rows(
    tx,
    sql`update identity.challenges set consumed_at = ${instant(now)}, sealed_code = null, pending_password = null, payload = null
        where id = ${id}::uuid and consumed_at is null and expires_at > ${instant(now)} returning 1 as one`,
  )
  return done.length === 1
}

/** Makes a person's other open challenges of a purpose worthless. */
export async function killChallenges(tx: Tx, userId: string, purpose: string, now: Date): Promise<void> {
  await rows(
    tx,
    sql`update identity.challenges set expires_at = ${instant(now)}, sealed_code = null, pending_password = null, payload = null
        where user_id = ${userId}::uuid and purpose = ${purpose} and consumed_at is null and expires_at > ${instant(now)}`,
  )
}

/** Puts a new code into an open challenge whose last one was sent at or before `sentBefore`. */
export async function renewCode(
  tx: Tx,
  id: string,
  code: { codeMac: Uint8Array; sealedCode: Uint8Array | null; codeExpiresAt: Date; sentBefore: Date; now: Date },
): Promise<ChallengeRow | undefined> {
  const [row] = await rows<ChallengeRow>(
    tx,
    sql`update identity.challenges set code_mac = ${bytea(code.codeMac)}, sealed_code = ${bytea(code.sealedCode)}, sends = sends + 1, last_sent_at = ${instant(code.now)},
          code_expires_at = least(${instant(code.codeExpiresAt)}, expires_at)
        where id = ${id}::uuid and consumed_at is null and attempts < 5 and expires_at > ${instant(code.now)} and last_sent_at <= ${instant(code.sentBefore)}
        returning ${columns}`,
  )
  return row
}

/** A person's newest open sign-ups with the passwords they wait with. */
export function newestSignUps(
  reader: Reader,
  userId: string,
  limit: number,
  now: Date,
): Promise<{ id: string; pendingPassword: string; payload: Uint8Array | null; lastSentAt: Date }[]> {
  return rows(
    reader,
    sql`select id, pending_password as "pendingPassword", payload, last_sent_at as "lastSentAt" from identity.challenges
        where user_id = ${userId}::uuid and purpose = 'verify-email' and consumed_at is null and attempts < 5 and expires_at > ${instant(now)} and pending_password is not null
        order by id desc limit ${limit}`,
  )
}

/** The code was handed over (or came too late): nobody can read it from here any more. */
export async function eraseSealedCode(reader: Reader, id: string, sends: number): Promise<void> {
  await rows(
    reader,
    sql`update identity.challenges set sealed_code = null where id = ${id}::uuid and sends = ${sends} and sealed_code is not null`,
  )
}
