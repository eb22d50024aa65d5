import { NoInput, Photo } from '@mas/contracts/identity'
import { query } from '@mas/kernel'
import { photoLinks } from './photo.ts'
import { selfOf } from './self.ts'

export const getPhoto = query({
  verb: 'identity.get-photo',
  summary: "Answers a link to one's photo, good for five minutes; empty where there is none.",
  permission: 'identity.use-own-account',
  input: NoInput,
  output: Photo,
  run: async (ctx) => {
    const { userId } = selfOf(ctx)
    const link = (await photoLinks(ctx, [userId])).get(userId)
    if (link === undefined) return { fileId: null, url: null, expiresAt: null }
    return { ...link, expiresAt: link.expiresAt.toISOString() }
  },
})
