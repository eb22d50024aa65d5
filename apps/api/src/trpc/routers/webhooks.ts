import { discardInbox, getInboxItem, listInbox, replayInbox } from '@mas/domain/webhooks'
import { mutation, query } from '../expose.ts'
import { router } from '../init.ts'

export const webhooksRouter = router({
  listInbox: query(listInbox),
  getInboxItem: query(getInboxItem),
  replayInbox: mutation(replayInbox),
  discardInbox: mutation(discardInbox),
})
