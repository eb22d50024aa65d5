import { z } from 'zod'

const Mail = z.looseObject({ id: z.string(), subject: z.string(), text: z.string().optional() })
const Mails = z.union([z.array(Mail), z.object({ mails: z.array(Mail) }).transform(({ mails }) => mails)])

/** Waits for a mail in the sandbox's inbox that `wanted` accepts, newest first. */
export async function waitForMail(
  sandboxUrl: string,
  to: string,
  since: Date,
  wanted: (mail: z.infer<typeof Mail>) => boolean,
): Promise<z.infer<typeof Mail>> {
  const deadline = Date.now() + 60_000
  while (Date.now() < deadline) {
    const answer = await fetch(`${sandboxUrl}/mails.json?${new URLSearchParams({ to, since: since.toISOString() })}`)
    const found = Mails.parse(await answer.json()).find(wanted)
    if (found !== undefined) return found
    await Bun.sleep(150)
  }
  throw new Error(`no such mail reached ${to} within a minute; see ${sandboxUrl}`)
}

/** How many mails of a subject came in since, once they are `expected` or twenty seconds are over. */
export async function countMails(sandboxUrl: string, since: Date, subject: RegExp, expected: number): Promise<number> {
  const deadline = Date.now() + 20_000
  for (;;) {
    const answer = await fetch(`${sandboxUrl}/mails.json?${new URLSearchParams({ since: since.toISOString() })}`)
    const found = Mails.parse(await answer.json()).filter((mail) => subject.test(mail.subject)).length
    if (found >= expected || Date.now() > deadline) return found
    await Bun.sleep(300)
  }
}
