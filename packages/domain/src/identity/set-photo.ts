import { Me, SetPhotoInput } from '@mas/contracts/identity'
import { setPhoto as setPhotoRow } from '@mas/db/identity'
import { command, fail, type TxCtx } from '@mas/kernel'
import { record } from '../audit/index.ts'
import { meOf } from './me.ts'
import { photoRef, photos } from './photo.ts'
import { lockOwnRow } from './self.ts'

export const setPhoto = command({
  verb: 'identity.set-photo',
  summary: "Shows an uploaded picture as one's photo, or none; the one before is deleted with the next sweep of files.",
  permission: 'identity.use-own-account',
  refuses: ['identity.photo-not-found', 'files.not-ready', 'identity.user-not-found'],
  input: SetPhotoInput,
  output: Me,
  run: async (t, { fileId }) => {
    const before = await lockOwnRow(t)
    if (fileId !== before.photoFileId) {
      if (fileId !== null) await keep(t, before.id, fileId)
      await setPhotoRow(t.tx, before.id, fileId, t.clock.now())
      if (before.photoFileId !== null) await photos.release(t, before.photoFileId)
      await record(t, {
        action: 'identity.set-photo',
        subject: { type: 'user', id: before.id },
        before: { photoFileId: before.photoFileId },
        after: { photoFileId: fileId },
      })
    }
    return meOf(t, await lockOwnRow(t))
  },
})

/** Only what the person announced as their photo, once it has been checked; what was released is kept again. */
async function keep(t: TxCtx, userId: string, fileId: string): Promise<void> {
  const file = await photos.findFile(t, fileId)
  if (file?.purpose !== 'avatar' || file.owner_ref !== photoRef(userId)) throw fail('identity.photo-not-found')
  const stored = await photos.findStored(t, fileId)
  if (stored === undefined) throw fail('identity.photo-not-found')
  await photos.adopt(t, { fileId, ownerRef: photoRef(userId), subjectUserId: userId })
}
