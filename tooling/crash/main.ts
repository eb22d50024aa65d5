/** `bun run crash`: work through the public edge while processes die, then a look at whether anything was lost or happened twice. */
import { demoAccount } from '../seed/demo-accounts.ts'
import { readArguments } from './arguments.ts'
import { checkImports } from './check-imports.ts'
import { checkMails } from './check-mails.ts'
import { checkNotes, checkPeople } from './check-people.ts'
import { checkPlumbing } from './check-plumbing.ts'
import { openEdge } from './edge.ts'
import { openFindings, requireHappened } from './findings.ts'
import { play } from './play.ts'
import { openTelling } from './play-webhooks.ts'
import { openProduct, type Product } from './product.ts'
import { waitForQuiet } from './quiet.ts'
import { randomOf } from './random.ts'
import { printReport } from './report.ts'
import { signIn } from './sign-in.ts'
import { askDatabase } from './sql.ts'
import { strike } from './strikes.ts'

const { minutes, seed, keep, only } = readArguments(process.argv.slice(2))
const say = (line: string): void => console.log(`· ${line}`)
say(`seed ${seed}, ${minutes} min; starting a product of its own`)
const product = await openProduct(keep)
try {
  process.exitCode = (await crash(product)) ? 0 : 1
} finally {
  await product.close()
}

async function crash(struck: Product): Promise<boolean> {
  const { run } = struck
  const findings = openFindings()
  const edge = openEdge(run.apiUrl, findings)
  const head = await signIn(edge, run.sandboxUrl, '10.255.0.1', demoAccount('SALES_HEAD'))
  const admin = await signIn(edge, run.sandboxUrl, '10.255.0.2', demoAccount('ADMIN'))
  const telling = await openTelling(struck, randomOf(seed + 2))
  const until = performance.now() + minutes * 60_000
  const stage = { edge, sandboxUrl: run.sandboxUrl, head, findings, random: randomOf(seed), telling, until }
  const [played] = await Promise.all([play(stage), strike(struck, randomOf(seed + 1), findings, until, say, only)])
  say('the last work is done; waiting for quiet')
  const asked = askDatabase(run.databaseUrl)
  try {
    await waitForQuiet(asked, findings)
    await checkImports(asked, findings, played.imports)
    await checkPeople(asked, findings, played.signedUp)
    await checkNotes(asked, findings, played)
    await telling.check(asked, findings)
    await checkMails(asked, findings, run.sandboxUrl)
    await checkPlumbing(asked, findings, edge, admin)
    requireHappened(findings, 'rows committed', 'rows checked', 'sign-ups checked', 'notes and captures checked', 'refreshes')
    requireHappened(findings, 'messages to a partner checked', 'events checked', 'audit entries verified', 'kills')
  } finally {
    await asked.close()
    await telling.close()
  }
  return printReport(findings)
}
