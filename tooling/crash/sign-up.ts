import { errorOf } from '@mas/contracts/client'
import type { Edge } from './edge.ts'
import { newCodes } from './mailbox.ts'
import { openSession, type Session } from './session.ts'
import { signIn } from './sign-in.ts'

/** How a newcomer waits for a code that does not come. */
export interface Patience {
  readonly codeWithinMs: number
  /** Lets the minute pass after which another one may be asked for. */
  readonly pass: (challengeId: string) => Promise<void>
}
/** As a person does: a little more than the minute between two codes. */
const patient: Patience = { codeWithinMs: 70_000, pass: async () => {} }
const lateCodeMs = 5_000

export interface Newcomer {
  readonly email: string
  readonly password: string
  readonly from: string
}

/** Registers: `acknowledged` is called as soon as the product has said that it did. */
export async function signUp(
  edge: Edge,
  sandboxUrl: string,
  who: Newcomer,
  acknowledged: () => void,
  { codeWithinMs, pass }: Patience = patient,
): Promise<Session> {
  const { email, password, from } = who
  const { challengeId } = await edge.call({ from }, 'sign up', (mas) =>
    mas.identity.signUp.mutate({ fullName: 'Crash Newcomer', email, password, human: `human:sign-up:${crypto.randomUUID()}` }),
  )
  acknowledged()
  const tried = new Set<string>()
  for (let rounds = 1; rounds <= 4; rounds++) {
    // Behind a code that is wrong the right one may be on its way: asking for another at once would make that one wrong too.
    for (let withinMs = codeWithinMs; ; withinMs = lateCodeMs) {
      const codes = await newCodes(sandboxUrl, email, tried, withinMs)
      if (codes.length === 0) break
      for (const code of codes) {
        tried.add(code)
        const session = await tryCode(edge, sandboxUrl, who, challengeId, code)
        if (session !== undefined) return session
      }
    }
    await pass(challengeId)
    await askAgain(edge, from, challengeId)
  }
  throw new Error(`${email} never got a code that works`)
}

/** Undefined when it is not the code. */
async function tryCode(edge: Edge, sandboxUrl: string, who: Newcomer, challengeId: string, code: string): Promise<Session | undefined> {
  const { from } = who
  try {
    const tokens = await edge.call({ from }, 'verify e-mail', (mas) => mas.identity.verifyEmail.mutate({ challengeId, code }))
    return openSession(edge, from, tokens)
  } catch (thrown) {
    const refusal = errorOf(thrown)?.code
    // Spent by a call whose answer was lost: the account is there, and so is its password.
    if (refusal === 'identity.challenge-dead') return signIn(edge, sandboxUrl, from, who)
    if (refusal !== 'identity.code-invalid') throw thrown
    return undefined
  }
}

/** The mail may have died with the worker in mid-sentence; a person asks for another one. */
async function askAgain(edge: Edge, from: string, challengeId: string): Promise<void> {
  try {
    await edge.call({ from }, 'resend code', (mas) =>
      mas.identity.resendCode.mutate({ challengeId, human: `human:resend-code:${crypto.randomUUID()}` }),
    )
  } catch (thrown) {
    // The answer to an earlier try was lost, so the new code is on its way.
    if (errorOf(thrown)?.code !== 'identity.resend-too-soon') throw thrown
  }
}
