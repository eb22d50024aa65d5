import type { RefusedAnswer } from '@mas/db/ledger'
import { fail } from '@mas/kernel'

/** Throws what the database refused. Nothing was written and the transaction is intact: a caller may catch and go on. */
export function settled<Answer extends object>(answer: Answer | RefusedAnswer): Answer {
  if (!isRefused(answer)) return answer
  const { refused, ...details } = answer
  throw fail(`ledger.${refused}`, details)
}

function isRefused(answer: object): answer is RefusedAnswer {
  return 'refused' in answer
}
