import { ImportUsersInput, ImportUsersOutput, type ImportOutcome } from '@mas/contracts/identity'
import {
  findImported,
  insertImportedAccounts,
  insertImportedIds,
  insertImportedPeople,
  lockAddresses,
  takenGoogleSubjects,
  usersByEmails,
  type ImportedPerson,
  type UserRow,
} from '@mas/db/identity'
import { command, newId, type TxCtx } from '@mas/kernel'
import { recordMany } from '../audit/index.ts'
import { readImported, withoutGoogle, withoutTwins, type Candidate, type Unusable } from './import-rules.ts'
import { eraseUnproven, isUnproven } from './unproven.ts'

export const importUsers = command({
  verb: 'identity.import-users',
  summary:
    'Takes over people of the system before this one, at most 500 a call: passwords, Google ids and roles but ADMIN and FINANCE, without a mail or an event. A row counts once, by its old id; each gets an answer.',
  permission: 'identity.import-users',
  rate: 'bulk',
  input: ImportUsersInput,
  output: ImportUsersOutput,
  run: async (t, { rows, dryRun }) => {
    const read = rows.map((row) => readImported(row, t.clock.now()))
    const { first, twins } = withoutTwins(read.flatMap((one) => ('refused' in one ? [] : [one])))
    const unusable = [...read.flatMap((one) => ('refused' in one ? [one] : [])), ...twins]
    await lockAddresses(
      t.tx,
      first.map(({ email }) => email),
    )
    const { made, told } = await sortOut(t, first, dryRun)
    if (!dryRun) await write(t, made)
    return { results: [...unusable.map(refusedOf), ...told].toSorted((a, b) => a.line - b.line) }
  },
})

interface Made {
  readonly id: string
  readonly from: Candidate
  /** The account was here before. */
  readonly joined: boolean
}
/** Holds every candidate against who is here already. */
async function sortOut(t: TxCtx, candidates: readonly Candidate[], dryRun: boolean): Promise<{ made: Made[]; told: ImportOutcome[] }> {
  const holders = new Map(
    (
      await usersByEmails(
        t.tx,
        candidates.map(({ email }) => email),
      )
    ).flatMap((user): [string, UserRow][] => (user.email === null ? [] : [[user.email, user]])),
  )
  const imported = await findImported(
    t.tx,
    candidates.map(({ oldId }) => oldId),
    [...holders.values()].map(({ id }) => id),
  )
  const taken = new Set(
    await takenGoogleSubjects(
      t.tx,
      candidates.flatMap(({ googleId }) => googleId ?? []),
    ),
  )
  const made: Made[] = []
  const told: ImportOutcome[] = []
  for (const one of candidates) {
    const { line, wants } = one
    const before = imported.find(({ oldId }) => oldId === one.oldId)
    const holder = holders.get(one.email)
    const squatter = holder !== undefined && isUnproven(holder)
    if (before !== undefined) told.push({ line, outcome: 'known', userId: before.userId, notes: [], wants: null })
    else if (holder !== undefined && imported.some(({ userId }) => userId === holder.id))
      told.push(refusedOf({ line, refused: 'another row of this mailbox was imported before' }))
    else if (holder !== undefined && !squatter) {
      made.push({ id: holder.id, from: one, joined: true })
      const asked = one.wants ?? one.role
      const notes = ['the mailbox has an account here, which stays as it is']
      told.push({ line, outcome: 'joined', userId: holder.id, notes, wants: asked === holder.role ? null : asked })
    } else {
      // A sign-up that nobody finished keeps nobody from an address that is theirs.
      if (squatter && !dryRun) await eraseUnproven(t, holder)
      const isTaken = one.googleId !== null && taken.has(one.googleId)
      const from = isTaken ? withoutGoogle(one, 'the Google id belongs to another account here and was left out') : one
      const id = newId(t.clock.now().getTime())
      made.push({ id, from, joined: false })
      told.push({ line, outcome: one.verified ? 'created' : 'invited', userId: dryRun ? null : id, notes: from.notes, wants })
    }
  }
  return { made, told }
}

async function write(t: TxCtx, made: readonly Made[]): Promise<void> {
  const now = t.clock.now()
  const people = made.filter(({ joined }) => !joined)
  await insertImportedPeople(t.tx, people.map(rowOf), t.platform, now)
  const accounts = people.flatMap(({ id, from: { passwordHash, googleId } }) => [
    ...(passwordHash === null
      ? []
      : [{ id: newId(now.getTime()), userId: id, providerId: 'credential' as const, accountId: id, password: passwordHash }]),
    ...(googleId === null
      ? []
      : [{ id: newId(now.getTime()), userId: id, providerId: 'google' as const, accountId: googleId, password: null }]),
  ])
  await insertImportedAccounts(t.tx, accounts, now)
  await insertImportedIds(
    t.tx,
    made.map(({ id, from }) => ({ oldId: from.oldId, userId: id, photoUrl: from.photoUrl })),
    now,
  )
  await recordMany(
    t,
    made.map(({ id, joined, from: { oldId, role, verified, wants } }) => ({
      action: 'identity.import-user',
      subject: { type: 'user', id },
      after: { oldId, ...(joined ? { joined } : { role, verified }), ...(wants !== null && { wants }) },
    })),
  )
}

function rowOf({ id, from }: Made): ImportedPerson {
  const { email, verified, fullName, phone, profession, domain, role, blocked, completed, ip, userAgent, createdAt } = from
  return { id, email, verified, fullName, phone, profession, domain, role, blocked, completed, ip, userAgent, createdAt }
}

function refusedOf({ line, refused }: Unusable): ImportOutcome {
  return { line, outcome: 'refused', userId: null, notes: [refused], wants: null }
}
