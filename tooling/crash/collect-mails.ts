import { z } from 'zod'
import type { Mail } from './mailbox.ts'

const Kept = z.object({
  id: z.string(),
  receivedAt: z.string(),
  messageId: z.string().nullish(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
})
const everyMs = 2_000

export interface Collected {
  /** Everything that arrived, oldest first; collecting ends. */
  finish(): Promise<Mail[]>
}

/** Keeps every mail that arrives: the sandbox itself keeps the last few thousand only. */
export function collectMails(sandboxUrl: string): Collected {
  const kept = new Map<string, z.infer<typeof Kept>>()
  let [since, collecting] = ['', true]
  const look = async (): Promise<void> => {
    const answer = await fetch(`${sandboxUrl}/mails.json?${new URLSearchParams(since === '' ? {} : { since })}`)
    for (const mail of z.array(Kept).parse(await answer.json())) {
      kept.set(mail.id, mail)
      since = mail.receivedAt
    }
  }
  const looking = (async () => {
    while (collecting) {
      await look()
      await Bun.sleep(everyMs)
    }
  })()
  return {
    finish: async () => {
      collecting = false
      await looking
      await look()
      return [...kept.values()]
    },
  }
}
