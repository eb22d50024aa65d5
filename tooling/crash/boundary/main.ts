/**
 * `bun run crash:boundaries [--flow NAME]… [--strike kill|postgres] [--from N]`: plays each flow again and again, and each time
 * strikes at the next transaction of API and worker, before it commits and after. What takes over must come to the
 * same end. `--from` begins at that transaction. A flow is through when it ends without having reached the transaction that was to be struck.
 */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { openEdge } from '../edge.ts'
import { openFindings, type Findings } from '../findings.ts'
import { waitForQuiet } from '../quiet.ts'
import { printReport } from '../report.ts'
import { askDatabase } from '../sql.ts'
import { flows, type Flow, type FlowStage } from './flows.ts'
import { layGround } from './ground.ts'
import { Strike } from './orders.ts'
import { openStage, type Stage } from './stage.ts'
import { strikeEverywhere, type StrikeAt } from './strike-at.ts'

const { values } = parseArgs({
  options: {
    flow: { type: 'string', multiple: true },
    strike: { type: 'string', default: 'kill' },
    from: { type: 'string', default: '1' },
  },
})
const strike = Strike.parse(values.strike)
const from = z.coerce.number().int().min(1).parse(values.from)
const chosen = flows.filter(({ name }) => values.flow?.includes(name) ?? true)
const never: StrikeAt = { nth: 0, when: 'after' }

const findings = openFindings()
const stage = await openStage(strike, (line) => console.log(`· ${line}`))
try {
  await stage.open('ground', undefined, never)
  const people = await layGround(openEdge(stage.apiUrl, findings), stage.sandboxUrl)
  await quiet(stage, findings)
  await stage.shut()
  let serial = 0
  for (const flow of chosen) {
    let strikes = 0
    await strikeEverywhere(async (at) => {
      const before = casesIn(findings)
      const began = performance.now()
      const struck = await one(flow, at, people, (serial += 1))
      if (struck) {
        strikes += 1
        findings.count(`${flow.name}: struck by ${strike} ${at.when} a commit`)
      }
      const told = `${struck ? 'struck' : 'through'}, ${((performance.now() - began) / 1000).toFixed(1)} s`
      console.log(`· ${flow.name}, ${at.when} commit ${at.nth}: ${told}, ${casesIn(findings).length} broken so far`)
      for (const said of casesIn(findings).filter((said) => !before.includes(said))) console.log(`  ${said}`)
      return struck
    }, from)
    // A flow that commits nothing, or whose commits are not counted, would come through whatever was broken.
    if (strikes < 2) findings.violated('a flow has transactions that are struck', `${flow.name}: ${strikes} strikes from commit ${from}`)
    console.log(`· ${flow.name}: every transaction was struck`)
  }
} finally {
  await stage.close()
}
process.exitCode = printReport(findings) ? 0 : 1

/** Told as they come: a run of an hour that is cut short has said what it found. */
function casesIn({ violations }: Findings): string[] {
  return [...violations].flatMap(([rule, cases]) => cases.map((said) => `${rule}: ${said}`))
}

/** Answers whether the strike came: a flow that is shorter than that is through. */
async function one(flow: Flow, at: StrikeAt, people: FlowStage['people'], serial: number): Promise<boolean> {
  const database = `run_${serial}`
  await stage.open(database, 'ground', at, flow.env)
  stage.begin()
  try {
    const edge = openEdge(stage.apiUrl, findings)
    const { sandboxUrl, serving, deadSince } = stage
    const check = await flow.play({ edge, sandboxUrl, database: stage.database(), serving, deadSince, findings, serial, people })
    await serving()
    await quiet(stage, findings)
    const asked = askDatabase(stage.database().url)
    try {
      await check(asked)
    } finally {
      await asked.close()
    }
  } catch (thrown) {
    findings.violated(
      'work that is begun is finished',
      `${flow.name}, ${at.when} commit ${at.nth}: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    )
  }
  const struck = stage.strikes() > 0
  if (stage.unexplained() > 0)
    findings.violated('a process dies only when it is struck', `${flow.name}, ${at.when} commit ${at.nth}; see .mas/boundary/twin.log`)
  await stage.shut()
  await stage.drop(database)
  return struck
}

async function quiet({ database }: Stage, found: Findings): Promise<void> {
  const asked = askDatabase(database().url)
  try {
    await waitForQuiet(asked, found, 100)
  } finally {
    await asked.close()
  }
}
