import { checkImports } from '../crash/check-imports.ts'
import { checkMails } from '../crash/check-mails.ts'
import { checkNotes, checkPeople } from '../crash/check-people.ts'
import { openEdge } from '../crash/edge.ts'
import type { Findings } from '../crash/findings.ts'
import { playImport, type PlayedImport } from '../crash/play-imports.ts'
import { playNote, type PlayedNotes } from '../crash/play-notes.ts'
import { waitForQuiet } from '../crash/quiet.ts'
import { randomOf } from '../crash/random.ts'
import { openSession } from '../crash/session.ts'
import { signIn } from '../crash/sign-in.ts'
import { signUp } from '../crash/sign-up.ts'
import { askDatabase } from '../crash/sql.ts'
import { demoAccount } from '../seed/demo-accounts.ts'

export interface Release {
  readonly name: string
  readonly apiUrl: string
}
interface Place {
  readonly findings: Findings
  readonly databaseUrl: string
  readonly sandboxUrl: string
}

/** One session works through all releases by turns, newcomers sign up at each, and everything that was told is held against the rows. */
export async function workThrough(
  { findings, databaseUrl, sandboxUrl }: Place,
  releases: readonly Release[],
  rounds: number,
  serial: number,
) {
  const edges = releases.map(({ apiUrl }) => openEdge(apiUrl, findings))
  const edgeOf = (n: number) => edges[n % edges.length] ?? openEdge(releases[0]?.apiUrl ?? '', findings)
  const from = `10.40.0.${serial % 250}`
  const first = (await signIn(edgeOf(0), sandboxUrl, from, demoAccount('SALES_HEAD'))).tokens()
  // The proof of the device is told once, at the sign-in.
  const at = (n: number) => openSession(edgeOf(n), from, tokens, first.deviceProof)
  let tokens = first
  const played: PlayedNotes = { notes: [], captures: new Map() }
  const imports: PlayedImport[] = []
  const signedUp: string[] = []
  for (let round = 0; round < rounds; round++) {
    // A token of one release is exchanged at the other.
    const head = at(round)
    await head.refresh()
    tokens = head.tokens()
    await playNote(edgeOf(round), head, findings, serial + round, played)
    if (round % 2 === 1)
      imports.push(
        await playImport(
          {
            edge: edgeOf(round + 1),
            head: at(round + 1),
            findings,
            random: randomOf(serial + round),
            rows: 200,
          },
          serial + round,
        ),
      )
    const email = `release-${serial + round}@crash.example`
    const newcomer = { email, password: 'seven-kites-over-jaipur', from: `10.41.${serial % 200}.${round + 1}` }
    await signUp(edgeOf(round), sandboxUrl, newcomer, () => signedUp.push(email))
    findings.count(`rounds through ${releases.map(({ name }) => name).join(' and ')}`)
  }
  const asked = askDatabase(databaseUrl)
  try {
    await waitForQuiet(asked, findings)
    await checkNotes(asked, findings, played)
    await checkImports(asked, findings, imports)
    await checkPeople(asked, findings, signedUp)
    await checkMails(asked, findings, sandboxUrl)
  } finally {
    await asked.close()
  }
}
