import { CheckReport, RunChecksInput } from '@mas/contracts/ledger'
import { finishCheck, freezeAccounts, insertCheck } from '@mas/db/ledger'
import { actorKey, flow, inTx, newId } from '@mas/kernel'
import { pageOperator, recordMany } from '../audit/index.ts'
import { prove } from './proof.ts'

export const runChecks = flow({
  verb: 'ledger.run-checks',
  summary:
    'Proves from the tables alone that everything adds up, freezes each account that does not, and pages the operator. Holds a day past their expiry are reported, not frozen.',
  permission: 'ledger.run-checks',
  rate: 'bulk',
  input: RunChecksInput,
  output: CheckReport,
  run: async (ctx, { reason }) => {
    const startedAt = ctx.clock.now()
    const id = newId(startedAt.getTime())
    await inTx(ctx, (t) => insertCheck(t.tx, { id, startedAt, reason, actor: actorKey(t.actor) }))

    const proof = await prove(ctx)

    const wrong = proof.findings.filter((finding) => finding.equation !== 'overdue-hold')
    const concerned = [...new Set(wrong.flatMap(({ accountId }) => (accountId === null ? [] : [accountId])))]
    const finishedAt = ctx.clock.now()
    const frozen = await inTx(ctx, async (t) => {
      const ids = await freezeAccounts(t.tx, concerned, finishedAt, `does not add up: check ${id}`)
      await finishCheck(t.tx, { id, finishedAt, ...proof })
      const facts = ids.map((account) => ({
        action: 'ledger.freeze-account',
        subject: { type: 'ledger-account', id: account },
        before: { frozen: false },
        after: { frozen: true },
        reason: `check ${id}`,
      }))
      await recordMany(t, [
        ...facts,
        { action: 'ledger.run-checks', subject: { type: 'ledger-check', id }, after: { found: proof.found, frozen: ids.length }, reason },
      ])
      if (wrong.length > 0)
        await pageOperator(t, {
          key: `ledger-check:${id}`,
          summary: 'the ledger does not add up',
          details: { check: id, found: proof.found, frozen: ids, first: wrong[0] },
        })
      return ids
    })
    if (wrong.length > 0)
      ctx.log.error('the ledger does not add up', { check: id, found: proof.found, frozen: frozen.length, first: wrong[0] })
    else if (proof.found > 0) ctx.log.warn('holds are open a day past their expiry', { check: id, found: proof.found })
    return {
      checkId: id,
      startedAt: startedAt.toISOString(),
      finishedAt: finishedAt.toISOString(),
      ...proof,
      findings: [...proof.findings],
      frozen,
    }
  },
})
