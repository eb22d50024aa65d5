import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tokens } from '@mas/contracts/identity'
import { rows, sql } from '@mas/db'
import { anonymous, inTx } from '@mas/kernel'
import { localFolderStore } from '@mas/providers/object-store'
import { refusalOf, useHarness } from '@mas/testing'
import { afterAll, expect, test } from 'bun:test'
import { fileKeysFrom, finishUpload, openLink, receiveBytes } from '../files/index.ts'
import { fakePorts, people } from './fixtures/people.ts'
import { eraseUser, getMe, getPhoto, photoLinks, setPhoto, startPhotoUpload } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'mas-photos-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const { mails, ports } = fakePorts()
const harness = useHarness({
  ports: { ...ports, fileStore: localFolderStore(folder), fileKeys: fileKeysFrom(new Uint8Array(32).fill(5)) },
})
const { registered, as } = people(harness, mails)
/** A red square of two by two pixels. */
const square = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==', 'base64')
async function* inOnePiece() {
  yield new Uint8Array(square)
}
async function uploaded(tokens: Tokens): Promise<string> {
  const { fileId, ticket } = await startPhotoUpload(await as(tokens), { name: 'me.png' })
  await receiveBytes(harness.ctx(anonymous), fileId, ticket, inOnePiece())
  await finishUpload(harness.ctx(anonymous), { ticket })
  await harness.drain()
  return fileId
}
const keptUntil = async (fileId: string) =>
  (
    await rows<{ until: Date | null }>(
      harness.runtime.driver.db,
      sql`select retain_until as until from files.objects where id = ${fileId}::uuid`,
    )
  )[0]?.until

test('a photo is one’s own upload, shown by a link of five minutes; the next one replaces it, and none takes it away', async () => {
  const { tokens } = await registered()
  const mine = await as(tokens)
  expect(await getPhoto(mine, {})).toEqual({ fileId: null, url: null, expiresAt: null })
  const first = await uploaded(tokens)
  expect(await setPhoto(mine, { fileId: first })).toMatchObject({ photoFileId: first })
  const { url } = await getPhoto(mine, {})
  const shown = await openLink(harness.ctx(anonymous), first, new URL(url ?? '', 'http://localhost').searchParams)
  expect(shown.type).toBe('image/png')
  const second = await uploaded(tokens)
  await setPhoto(mine, { fileId: second })
  expect([await keptUntil(first), await keptUntil(second)]).toEqual([harness.clock.now(), null])
  expect(await setPhoto(mine, { fileId: null })).toMatchObject({ photoFileId: null })
  expect((await getPhoto(mine, {})).url).toBeNull()
  await setPhoto(mine, { fileId: second })
  expect(await keptUntil(second)).toBeNull()
})

test('nobody shows the upload of somebody else, a file of another kind, or one that has not been looked at', async () => {
  const [one, other] = [await registered(), await registered()]
  const fileId = await uploaded(one.tokens)
  expect(await refusalOf(setPhoto(await as(other.tokens), { fileId }))).toBe('identity.photo-not-found')
  const pending = await startPhotoUpload(await as(other.tokens), { name: 'me.jpg' })
  expect(await refusalOf(setPhoto(await as(other.tokens), { fileId: pending.fileId }))).toBe('files.not-ready')
  expect(await refusalOf(startPhotoUpload(await as(other.tokens), { name: 'me.svg' }))).toBe('files.type-refused')
  expect(await refusalOf(startPhotoUpload(await as(other.tokens), { name: 'me.png', size: 6 * 1_048_576 }))).toBe('files.too-large')
})

test('cards of people carry links to the photos of those who have one, and of an erased person nothing is left', async () => {
  const [one, other] = [await registered(), await registered()]
  const fileId = await uploaded(one.tokens)
  const mine = await as(one.tokens)
  const { id } = await setPhoto(mine, { fileId })
  const { id: otherId } = await getMe(await as(other.tokens), {})
  expect([...(await photoLinks(mine, [id, otherId, id])).keys()]).toEqual([id])
  await inTx(mine, (t) => eraseUser(t, id))
  expect((await photoLinks(mine, [id])).size).toBe(0)
  expect(await keptUntil(fileId)).toEqual(harness.clock.now())
})
