import { z } from 'zod'

const Mail = z.looseObject({ messageId: z.string().nullish(), to: z.array(z.string()), subject: z.string(), text: z.string() })
export type Mail = z.infer<typeof Mail>

/** What the sandbox has taken in, oldest first. */
export async function mailsOf(sandboxUrl: string, filter: { to?: string } = {}): Promise<Mail[]> {
  for (let tries = 1; ; tries++) {
    try {
      const answer = await fetch(`${sandboxUrl}/mails.json?${new URLSearchParams(filter)}`)
      return z.array(Mail).parse(await answer.json())
    } catch (thrown) {
      // The sandbox goes down with everything else in a power cut, and its mails are kept.
      if (tries > 60) throw thrown
      await Bun.sleep(500)
    }
  }
}

export function codeIn(mail: Mail): string | undefined {
  return /\b(\d{6})\b/.exec(mail.text)?.[1]
}

/** The codes mailed to an address that are not among `tried`, newest first; empty when none came in time. */
export async function newCodes(sandboxUrl: string, to: string, tried: ReadonlySet<string>, withinMs: number): Promise<string[]> {
  const deadline = performance.now() + withinMs
  while (performance.now() < deadline) {
    const codes = (await mailsOf(sandboxUrl, { to })).flatMap((mail) => codeIn(mail) ?? [])
    const fresh = codes.filter((code) => !tried.has(code)).toReversed()
    if (fresh.length > 0) return fresh
    await Bun.sleep(200)
  }
  return []
}
