/**
 * P11: what API and worker hold in memory after what the demo does (a sign-in, an import through all its phases, a killed
 * worker), and whether it grows under load: calls of strangers and of somebody signed in, and imports one after another.
 */
import { openEdge } from '../tooling/crash/edge.ts'
import { openFindings } from '../tooling/crash/findings.ts'
import { playImport } from '../tooling/crash/play-imports.ts'
import { kill, openProduct } from '../tooling/crash/product.ts'
import { randomOf } from '../tooling/crash/random.ts'
import { signIn } from '../tooling/crash/sign-in.ts'
import { demoAccount } from '../tooling/seed/demo-accounts.ts'
import { finish, type Figure } from './measure/finish.ts'
import { growthOf, residentMb, watchMemory } from './measure/rss.ts'
import { sized } from './measure/scale.ts'

const seconds = sized({ quick: 5, standard: 30, full: 600 })
const rowsOfAnImport = sized({ quick: 300, standard: 2_000 })
const findings = openFindings()
const product = await openProduct(false, 'bench/product')
try {
  const { run } = product
  const edge = openEdge(run.apiUrl, findings)
  const head = await signIn(edge, run.sandboxUrl, '10.255.0.1', demoAccount('SALES_HEAD'))
  const random = randomOf(1)
  let serial = 0
  const oneImport = () => playImport({ edge, head, findings, random, rows: rowsOfAnImport }, ++serial)
  await oneImport()
  const pid = product.pid('worker')
  if (pid === undefined || !kill(pid)) throw new Error('there was no worker to kill')
  await oneImport()
  const after = { api: residentMb(product.pid('api')) ?? Number.NaN, worker: residentMb(product.pid('worker')) ?? Number.NaN }

  const memory = watchMemory(['api', 'worker'], product.pid)
  const until = performance.now() + seconds * 1000
  let calls = 0
  const goingOn = async (work: () => Promise<unknown>) => {
    while (performance.now() < until) {
      await work()
      calls += 1
    }
  }
  const stranger = () => `10.${random.between(0, 250)}.${random.between(0, 250)}.${random.between(1, 250)}`
  await Promise.all([
    ...Array.from({ length: 6 }, () => goingOn(() => edge.call({ from: stranger() }, 'flags', (mas) => mas.settings.getMyFlags.query({})))),
    goingOn(() => edge.call(head.caller, 'list leads', (mas) => mas.leads.listLeads.query({}))),
    goingOn(oneImport),
  ])
  memory.stop()
  const broken = [...findings.violations].flatMap(([rule, what]) => what.map((one) => `${rule}: ${one}`))
  if (broken.length > 0) throw new Error(`the load found faults:\n${broken.slice(0, 10).join('\n')}`)
  if (calls < seconds) throw new Error(`only ${calls} calls in ${seconds} s: that is no load`)
  const figures = (['api', 'worker'] as const).flatMap((name): Figure[] => {
    const samples = memory.samples.get(name) ?? []
    const growth = growthOf(samples)
    return [
      {
        what: `${name}, resident after the demo's work, MB`,
        ours: `${after[name].toFixed(0)} MB`,
        reference: '',
        value: after[name],
        bar: '<= 250',
      },
      {
        what: `${name}, last third / first third of ${seconds} s of load`,
        ours: `${samples.at(-1)?.toFixed(0)} MB at the end, ${Math.max(...samples).toFixed(0)} MB at most`,
        reference: `${samples[0]?.toFixed(0)} MB at the start`,
        value: growth,
        bar: '<= 1.1',
      },
    ]
  })
  await finish({
    databaseUrl: run.databaseUrl,
    sizes: { seconds, rowsOfAnImport },
    figures,
    verified: [
      `${calls} calls and ${serial} imports were answered without a fault`,
      'the worker that is measured came back after kill -9 and finished an import',
    ],
    detail: { after, ...Object.fromEntries(memory.samples) },
  })
} finally {
  await product.close()
}
process.exit()
