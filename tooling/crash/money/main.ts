/**
 * `bun run crash:money`: many clients move value through the edge while APIs, worker and Postgres die and answers are cut. Afterwards the
 * journal is held against a book of the harness' own, and the ledger against its ten equations.
 */
import { demoAccount } from '../../seed/demo-accounts.ts'
import { readArguments } from '../arguments.ts'
import { checkPlumbing } from '../check-plumbing.ts'
import { openEdge } from '../edge.ts'
import { openFindings, requireHappened } from '../findings.ts'
import { openProduct } from '../product.ts'
import { waitForQuiet } from '../quiet.ts'
import { randomOf } from '../random.ts'
import { printReport } from '../report.ts'
import { signIn } from '../sign-in.ts'
import { askDatabase } from '../sql.ts'
import { openBook } from './book.ts'
import { openDesk } from './desk.ts'
import { openDoors } from './doors.ts'
import { judgeBalances, judgeOperations, readTables } from './judge.ts'
import { playRounds, settleAll } from './rounds.ts'
import { strikeMoney } from './strikes.ts'

const plenty = 500

const { minutes, seed, keep } = readArguments(process.argv.slice(2), 'crash:money')
const say = (line: string): void => console.log(`· ${line}`)
say(`seed ${seed}, ${minutes} min; starting a product of its own and two APIs beside its own`)
const product = await openProduct(keep, 'crash-money')
const doors = await openDoors(product, 2)
const asked = askDatabase(product.run.databaseUrl)
try {
  process.exitCode = (await crash()) ? 0 : 1
} finally {
  await asked.close()
  await doors.close()
  await product.close()
}

async function crash(): Promise<boolean> {
  const { run } = product
  const findings = openFindings()
  const edge = openEdge(run.apiUrl, findings)
  const admin = await signIn(edge, run.sandboxUrl, '10.255.0.2', demoAccount('ADMIN'))
  await doors.serving()
  const until = performance.now() + minutes * 60_000
  const stage = { desk: openDesk(doors, admin, findings, randomOf(seed + 2)), book: openBook(), findings, random: randomOf(seed) }
  const prove = async (why: string): Promise<void> => {
    const proof = await edge.call(admin.caller, 'run checks', (mas) => mas.ledger.runChecks.mutate({ reason: why }))
    const wrong = proof.findings.filter(({ equation }) => equation !== 'overdue-hold')
    if (wrong.length > 0) findings.violated('the ten equations hold', JSON.stringify(wrong.slice(0, 3)))
    findings.count('proofs of the ledger')
  }
  const [noted] = await Promise.all([
    // A proof is one call: it may be struck again and again, and is not what is looked at here.
    playRounds(stage, asked, until, () => prove('in the midst of it').catch(() => findings.count('proofs given up'))),
    strikeMoney({ product, doors, asked, random: randomOf(seed + 1), findings, say }, until),
  ])
  say('the last work is done; settling what is in doubt')
  await settleAll(stage, asked, noted)
  await waitForQuiet(asked, findings)
  await prove('at the end')
  const tables = await readTables(asked)
  judgeOperations(stage.book, tables, findings)
  judgeBalances(stage.book, tables, findings)
  const open = await asked.count(`select count(*) as n from ledger.holds where state = 'open'`)
  if (open > 0) findings.violated('no hold is left for ever', `${open} are open`)
  await checkPlumbing(asked, findings, edge, admin)
  requireHappened(findings, 'operations done', 'balances at an instant', 'kills')
  // What chance brings in any number of operations may be missing among a few.
  if ((findings.figures.get('operations done') ?? 0) > plenty) {
    requireHappened(findings, 'operations refused', 'operations given up without an answer', 'operations asked again')
    requireHappened(findings, 'operations answered after being repeated', 'keys used for something else')
  }
  return printReport(findings)
}
