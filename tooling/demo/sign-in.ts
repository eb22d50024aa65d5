import { createClient, type MasClient } from '@mas/contracts/client'
import { waitForMail } from './inbox.ts'
import type { RunningSystem } from './running-system.ts'

export interface Person {
  readonly email: string
  readonly password: string
}

/** Signs a demo person in as a new device does: password, then the code that arrives by mail. */
export async function signIn(system: RunningSystem, person: Person): Promise<MasClient> {
  const stranger = createClient({ url: system.apiUrl })
  const began = new Date()
  const next = await stranger.identity.signIn.mutate({ email: person.email, password: person.password })
  const tokens =
    next.status === 'signed-in'
      ? next.tokens
      : await stranger.identity.finishSignIn.mutate({ challengeId: next.challengeId, code: await mailedCode(system, person.email, began) })
  return createClient({ url: system.apiUrl, accessToken: () => tokens.accessToken })
}

async function mailedCode(system: RunningSystem, to: string, since: Date): Promise<string> {
  const mail = await waitForMail(system.sandboxUrl, to, since, ({ text }) => codeIn(text) !== undefined)
  return codeIn(mail.text) ?? ''
}

function codeIn(text: string | undefined): string | undefined {
  return /\b(\d{6})\b/.exec(text ?? '')?.[1]
}
