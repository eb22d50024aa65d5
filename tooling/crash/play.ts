import type { Edge } from './edge.ts'
import type { Findings } from './findings.ts'
import { playImport, type PlayedImport } from './play-imports.ts'
import { playNote, type PlayedNotes } from './play-notes.ts'
import type { Telling } from './play-webhooks.ts'
import type { Random } from './random.ts'
import type { Session } from './session.ts'
import { signUp } from './sign-up.ts'

interface Stage {
  readonly edge: Edge
  readonly sandboxUrl: string
  readonly head: Session
  readonly findings: Findings
  readonly random: Random
  readonly telling: Telling
  /** No new work begins after this moment; what is under way goes on to its end. */
  readonly until: number
}
export interface Played extends PlayedNotes {
  readonly imports: PlayedImport[]
  readonly signedUp: string[]
}

/** Everybody at once, again and again: two imports, three newcomers, notes, messages to a partner, and refreshes of whoever is signed in. */
export async function play(stage: Stage): Promise<Played> {
  const { edge, sandboxUrl, head, findings, random, telling, until } = stage
  const played: Played = { imports: [], signedUp: [], notes: [], captures: new Map() }
  const sessions: Session[] = []
  let serial = 0
  const keepDoing = async (what: string, act: (n: number) => Promise<unknown>): Promise<void> => {
    while (performance.now() < until) {
      try {
        await act((serial += 1))
      } catch (thrown) {
        findings.violated('work that is begun is finished', `${what}: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
        await Bun.sleep(1_000)
      }
    }
  }
  const importing = (n: number) => playImport({ edge, head, findings, random }, n).then((one) => played.imports.push(one))
  const registering = async (n: number): Promise<void> => {
    const who = { email: `newcomer-${n}@crash.example`, password: 'seven-kites-over-jaipur', from: addressOf(n) }
    const began = performance.now()
    sessions.push(await signUp(edge, sandboxUrl, who, () => void played.signedUp.push(who.email)))
    findings.took('a sign-up, mailed code included', performance.now() - began)
  }
  const refreshing = async (): Promise<void> => {
    const session = sessions[random.between(0, Math.max(0, sessions.length - 1))]
    await Bun.sleep(100)
    if (session === undefined) return
    await session.refresh()
    await edge.call(session.caller, 'get me', (mas) => mas.identity.getMe.query({}))
    findings.count('refreshes')
  }
  await Promise.all([
    keepDoing('import', importing),
    keepDoing('import', importing),
    ...[1, 2, 3].map(() => keepDoing('sign-up', registering)),
    keepDoing('note', (n) => playNote(edge, head, findings, n, played).then(() => Bun.sleep(200))),
    keepDoing('message to a partner', () => telling.tellNext().then(() => Bun.sleep(150))),
    keepDoing('refresh', refreshing),
  ])
  return played
}

/** A private address for the nth person, so that nobody uses up the budget of somebody else's network. */
function addressOf(n: number): string {
  return `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`
}
