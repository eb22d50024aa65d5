import { IssuedTicket } from '@mas/contracts/files'
import { StartPhotoUploadInput } from '@mas/contracts/identity'
import { flow, inTx } from '@mas/kernel'
import { photoRef, photos } from './photo.ts'
import { ownRow } from './self.ts'

export const startPhotoUpload = flow({
  verb: 'identity.start-photo-upload',
  summary:
    'Announces a photo of oneself (JPEG, PNG or WebP, at most 5 MB) and answers the ticket for its upload; it is stored as a picture made anew, and shown once `setPhoto` names it.',
  permission: 'identity.use-own-account',
  refuses: ['files.type-refused', 'files.too-large', 'identity.user-not-found'],
  input: StartPhotoUploadInput,
  output: IssuedTicket,
  run: async (ctx, { name, size, sha256 }) => {
    const { id: userId } = await ownRow(ctx)
    const { fileKeys } = ctx.ports
    return inTx(ctx, (t) =>
      photos.createTicket(t, fileKeys, {
        purpose: 'avatar',
        ownerRef: photoRef(userId),
        subjectUserId: userId,
        name,
        ...(size !== undefined && { size }),
        ...(sha256 !== undefined && { sha256 }),
      }),
    )
  },
})
