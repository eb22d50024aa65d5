import { z } from 'zod'
import { openSession } from '../session.ts'
import type { Flow } from './flows.ts'
import { ledgerPath } from './ledger-edge.ts'
import { ledgerSteps } from './ledger-steps.ts'

const Told = z.object({ told: z.json() })
/** Of one run: two lots of 5 and 7 and one of 3, 6 captured and 2 given back, 4 spent at once, 1 revoked; 35,000 accrued, 20,000 withdrawn. */
const endsWith = { wallet: { available: 6, held: 0 }, payable: { available: 15_000, held: 0 } }
const transactions = 16

/** Value is moved in every way the ledger knows, each step asked twice: the second answer must be the first. */
export const ledgerFlow: Flow = {
  name: 'ledger',
  play: async ({ edge, findings, serial, people }) => {
    const ask = async (step: (typeof ledgerSteps)[number]) => {
      const answer = await edge.send(`ledger ${step}`, () =>
        fetch(`${edge.apiUrl}${ledgerPath}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ step, serial }),
          signal: AbortSignal.timeout(20_000),
        }),
      )
      return JSON.stringify(Told.parse(await answer.json()).told)
    }
    for (const step of ledgerSteps) {
      const first = await ask(step)
      const second = await ask(step)
      if (first !== second) findings.violated('a movement asked twice is told the same', `${step}: ${first}, then ${second}`)
    }
    return async (asked) => {
      const Balance = z.object({ name: z.string(), available: z.coerce.number(), held: z.coerce.number() })
      const balances = await asked.rows(
        Balance,
        `select name, available, held from ledger.accounts where owner_domain = 'boundary' and mode = 'running'`,
      )
      for (const { name, ...balance } of balances) {
        const expected = name === 'wallet' ? endsWith.wallet : endsWith.payable
        if (JSON.stringify(balance) !== JSON.stringify(expected))
          findings.violated('value is moved exactly once', `${name}: ${JSON.stringify(balance)}`)
      }
      const posted = await asked.count(`select count(*) as n from ledger.transactions where owner_domain = 'boundary'`)
      if (balances.length !== 2 || posted !== transactions)
        findings.violated('value is moved exactly once', `${balances.length} accounts, ${posted} transactions`)
      // The proof is a verb like any other: it may be struck as well, and be asked again.
      const { caller } = openSession(edge, '10.20.0.1', people.admin)
      const proof = await edge.call(caller, 'run checks', (mas) => mas.ledger.runChecks.mutate({ reason: 'a boundary was struck' }))
      if (proof.found > 0) findings.violated('the equations of the ledger hold after every strike', JSON.stringify(proof.findings))
      findings.count('proofs of the ledger without a finding', proof.found === 0 ? 1 : 0)
    }
  },
}
