/**
 * `bun run crash:workflows`: people walk journeys while workers are killed every two seconds and Postgres now and then; afterwards
 * every step, effect and mailbox is held against a quiet day.
 */
import { demoAccount } from '../seed/demo-accounts.ts'
import { readArguments } from './arguments.ts'
import { checkJourneys, waitForArrival } from './check-journeys.ts'
import { compareMails } from './check-mails.ts'
import { collectMails } from './collect-mails.ts'
import { openEdge } from './edge.ts'
import { openFindings, requireHappened, type Findings } from './findings.ts'
import { capturePeople, startWave, type Wave } from './play-journeys.ts'
import { kill, openProduct, type Product } from './product.ts'
import { waitForQuiet } from './quiet.ts'
import { randomOf, type Random } from './random.ts'
import { printReport } from './report.ts'
import { signIn } from './sign-in.ts'
import { askDatabase } from './sql.ts'
import { startWorkers, type Workers } from './workers.ts'

const everyMs = 2_000
const postgresEvery = 10
const crowd = 100
const waveEveryMs = 15_000
/** A slow machine is given no more than it can carry: what is judged is what happens to people, not how many there are. */
const mostUnderWay = 500

const { minutes, seed, keep } = readArguments(process.argv.slice(2))
const say = (line: string): void => console.log(`· ${line}`)
say(`seed ${seed}, ${minutes} min; starting a product of its own and two workers beside its own`)
const product = await openProduct(keep)
const workers = startWorkers(product, 2)
try {
  process.exitCode = (await crash()) ? 0 : 1
} finally {
  await workers.close()
  await product.close()
}

async function crash(): Promise<boolean> {
  const { run } = product
  const findings = openFindings()
  const arriving = collectMails(run.sandboxUrl)
  const edge = openEdge(run.apiUrl, findings)
  const head = await signIn(edge, run.sandboxUrl, '10.255.0.1', demoAccount('SALES_HEAD'))
  const admin = await signIn(edge, run.sandboxUrl, '10.255.0.2', demoAccount('ADMIN'))
  const people = await capturePeople(edge, head, crowd)
  say(`${people.length} people stand ready`)
  const until = performance.now() + minutes * 60_000
  const waves: Wave[] = []
  const asked = askDatabase(run.databaseUrl)
  const underWay = () =>
    asked.count(
      `select (select count(*) from workflows.cursors) + (select count(*) from notifications.emails where state in ('queued', 'sending')) as n`,
    )
  const sending = async (): Promise<void> => {
    for (let serial = 1; performance.now() < until; serial++) {
      while (performance.now() < until && (await underWay()) > mostUnderWay) await Bun.sleep(1_000)
      waves.push(await startWave(edge, admin, people, serial, findings))
      say(`wave ${serial} is on its way`)
      await Bun.sleep(waveEveryMs)
    }
  }
  try {
    await Promise.all([sending(), strike(product, workers, randomOf(seed), findings, until)])
    say('the last strike is over; waiting for everybody')
    await waitForArrival(asked, findings)
    await waitForQuiet(asked, findings)
    const mails = await arriving.finish()
    await checkJourneys(asked, findings, mails, people, waves)
    await compareMails(asked, findings, mails)
    requireHappened(findings, 'killed: worker', 'steps', 'effects', 'mails in their mailbox once')
  } finally {
    await arriving.finish()
    await asked.close()
  }
  return printReport(findings)
}

/** A worker that is at work every two seconds, its turn decided by the seed; Postgres behind every ninth of them. */
async function strike(struck: Product, at: Workers, random: Random, findings: Findings, until: number): Promise<void> {
  for (let n = 1; performance.now() < until;) {
    await Bun.sleep(everyMs)
    const postgres = struck.pid('postgres')
    if (n % postgresEvery === 0 && postgres !== undefined) {
      if (kill(postgres)) findings.count('killed: postgres')
      n += 1
    } else if (at.strike(random)) {
      findings.count('killed: worker')
      n += 1
    }
  }
}
