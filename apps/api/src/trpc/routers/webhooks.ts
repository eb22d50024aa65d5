import {
  discardInbox,
  explainDelivery,
  getInboxItem,
  getInboxReplay,
  getMessage,
  listEndpoints,
  listInbox,
  listMessages,
  replayInbox,
} from '@mas/domain/webhooks'
import { mutation, query } from '../expose.ts'
import { router } from '../init.ts'

export const webhooksRouter = router({
  listInbox: query(listInbox),
  getInboxItem: query(getInboxItem),
  replayInbox: mutation(replayInbox),
  getInboxReplay: query(getInboxReplay),
  discardInbox: mutation(discardInbox),
  listEndpoints: query(listEndpoints),
  listMessages: query(listMessages),
  getMessage: query(getMessage),
  explainDelivery: query(explainDelivery),
})
