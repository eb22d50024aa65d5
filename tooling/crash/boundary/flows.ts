import type { Tokens } from '@mas/contracts/identity'
import { z } from 'zod'
import { checkImports } from '../check-imports.ts'
import { checkMails } from '../check-mails.ts'
import { checkNotes, checkPeople } from '../check-people.ts'
import type { Edge } from '../edge.ts'
import type { Findings } from '../findings.ts'
import { playImport } from '../play-imports.ts'
import { playNote, type PlayedNotes } from '../play-notes.ts'
import { randomOf } from '../random.ts'
import { openSession, type Session } from '../session.ts'
import { signUp } from '../sign-up.ts'
import { askDatabase, type Asked } from '../sql.ts'
import { inboundFlow } from './inbound-flow.ts'
import { journeyFlow } from './journey-flow.ts'
import { ledgerFlow } from './ledger-flow.ts'
import { mailFlow } from './mail-flow.ts'
import { webhooksFlow } from './webhooks-flow.ts'

export interface FlowStage {
  readonly edge: Edge
  readonly sandboxUrl: string
  /** The database at work, for what a flow must set in motion or move in time. */
  readonly database: Database
  readonly findings: Findings
  /** Resolves when the product is up (again); time until then is not held against it. */
  serving(): Promise<void>
  /** When the process was killed that the present one took over from: whatever it had in hand is nobody's. */
  deadSince(): Date | undefined
  /** Of this run of the flow: nobody else uses addresses and numbers made from it. */
  readonly serial: number
  /** The people that were signed in before anything was struck. */
  readonly people: { readonly head: Tokens; readonly admin: Tokens }
}

export interface Database {
  readonly url: string
  /** Root of all keys of the product at work. */
  readonly secret: string
}

/** Something a client does from beginning to end, and what must hold afterwards whatever died on the way. */
export interface Flow {
  readonly name: string
  /** Of the twin, where it takes another configuration than the usual one. */
  readonly env?: Readonly<Record<string, string>>
  /** Does it, and answers how to check it once everything is quiet. */
  play(stage: FlowStage): Promise<(asked: Asked) => Promise<void>>
}

const from = '10.20.0.1'
const sessionOf = ({ edge, people }: FlowStage, who: 'head' | 'admin'): Session => openSession(edge, from, people[who])

export const flows: readonly Flow[] = [
  {
    name: 'sign-up',
    play: async (stage) => {
      const email = `boundary-${stage.serial}@crash.example`
      const session = await signUp(stage.edge, stage.sandboxUrl, { email, password: 'seven-kites-over-jaipur', from }, () => {}, {
        codeWithinMs: 30_000,
        pass: (challengeId) => minuteAgo(stage.database.url, challengeId),
      })
      await stage.edge.call(session.caller, 'get me', (mas) => mas.identity.getMe.query({}))
      return async (asked) => {
        await checkPeople(asked, stage.findings, [email])
        await checkMails(asked, stage.findings, stage.sandboxUrl, email)
      }
    },
  },
  mailFlow,
  inboundFlow,
  webhooksFlow,
  journeyFlow,
  ledgerFlow,
  {
    name: 'refresh',
    play: async (stage) => {
      const session = sessionOf(stage, 'head')
      await session.refresh()
      await session.refresh()
      await stage.edge.call(session.caller, 'get me', (mas) => mas.identity.getMe.query({}))
      return async (asked) => {
        const ended = await asked.count('select count(*) as n from identity.sessions where ended_at is not null')
        if (ended > 0) stage.findings.violated('an honest refresh never ends a session', `${ended} sessions`)
        const open = await asked.count(
          `select count(*) as n from identity.sessions s where s.ended_at is null
           and 1 <> (select count(*) from identity.refresh_tokens t where t.session_id = s.id and t.rotated_at is null and t.voided_at is null)`,
        )
        if (open > 0) stage.findings.violated('a session has one token that is good for the next exchange', `${open} sessions`)
      }
    },
  },
  {
    name: 'notes',
    play: async (stage) => {
      const played: PlayedNotes = { notes: [], captures: new Map() }
      await playNote(stage.edge, sessionOf(stage, 'head'), stage.findings, stage.serial, played)
      return (asked) => checkNotes(asked, stage.findings, played)
    },
  },
  {
    name: 'import',
    play: async ({ edge, findings, serial, ...stage }) => {
      const head = sessionOf({ edge, findings, serial, ...stage }, 'head')
      const played = await playImport({ edge, head, findings, random: randomOf(serial), rows: 150 }, serial)
      return (asked) => checkImports(asked, findings, [played])
    },
  },
  {
    name: 'setting',
    play: async (stage) => {
      const { caller } = sessionOf(stage, 'admin')
      const key = 'identity.sales-head-pages'
      const { items } = await stage.edge.call(caller, 'list settings', (mas) => mas.settings.listSettings.query({ domain: 'identity' }))
      const before = items.find((item) => item.key === key)
      const baseVersion = before?.version ?? 0
      const value = before?.value ?? []
      const set = () =>
        stage.edge.call({ ...caller, key: `boundary-${stage.serial}` }, 'set setting', (mas) =>
          mas.settings.setSetting.mutate({ key, value, baseVersion, reason: 'a boundary is struck' }),
        )
      await set()
      await set()
      return async (asked) => {
        const [versions, entries] = await Promise.all([
          asked.count('select count(*) as n from settings.changes where key = $1', [key]),
          asked.count(`select count(*) as n from audit.entries where action = 'settings.set-setting' and subject_id = $1`, [key]),
        ])
        if (versions !== 1 || entries !== 1)
          stage.findings.violated('a setting is changed once, on the record once', `${versions} changes, ${entries} entries`)
      }
    },
  },
]

/** The minute between two codes, without waiting for it: the first one counts as sent that much earlier. */
async function minuteAgo(url: string, challengeId: string): Promise<void> {
  const asked = askDatabase(url)
  try {
    await asked.rows(z.object({}), `update identity.challenges set last_sent_at = last_sent_at - interval '61 seconds' where id = $1`, [
      challengeId,
    ])
  } finally {
    await asked.close()
  }
}
