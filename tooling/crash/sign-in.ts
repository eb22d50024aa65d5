import { errorOf } from '@mas/contracts/client'
import type { Edge } from './edge.ts'
import { newCodes } from './mailbox.ts'
import { openSession, type Session } from './session.ts'

interface Person {
  readonly email: string
  readonly password: string
}

/** Signs in with the password, and with the mailed code where the device is new. */
export async function signIn(edge: Edge, sandboxUrl: string, from: string, { email, password }: Person): Promise<Session> {
  for (let tries = 1; ; tries++) {
    const tried = new Set(await newCodes(sandboxUrl, email, new Set(), 1))
    const next = await edge.call({ from }, 'sign in', (mas) => mas.identity.signIn.mutate({ email, password }))
    if (next.status === 'signed-in') return openSession(edge, from, next.tokens)
    for (const code of await newCodes(sandboxUrl, email, tried, 45_000)) {
      try {
        const { challengeId } = next
        const tokens = await edge.call({ from }, 'finish sign-in', (mas) => mas.identity.finishSignIn.mutate({ challengeId, code }))
        return openSession(edge, from, tokens)
      } catch (thrown) {
        // A code of another mail, or the answer was lost after the challenge was spent: the next round signs in afresh.
        if (errorOf(thrown)?.code.startsWith('identity.c') !== true || tries > 10) throw thrown
      }
    }
    if (tries > 10) throw new Error(`${email} never got a code to sign in with`)
  }
}
