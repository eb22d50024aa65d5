import type { Findings } from '../findings.ts'
import type { Random } from '../random.ts'
import type { Book, Deed } from './book.ts'
import { nextOperation } from './next-operation.ts'
import { Told, type Operation } from './operations.ts'
import type { Answer, Desk } from './desk.ts'

export interface Stage {
  readonly desk: Desk
  readonly book: Book
  readonly findings: Findings
  readonly random: Random
}

/** Begins one operation after another until the round is over; what is begun goes on until it is answered, or is given up in doubt. */
export async function playLane(stage: Stage, roundEnds: number): Promise<void> {
  const { book, random, findings } = stage
  while (performance.now() < roundEnds) {
    const record = book.begin(nextOperation(stage), crypto.randomUUID())
    try {
      await perform(stage, record)
      if (record.state === 'done') await askAgain(stage, record)
    } catch (thrown) {
      findings.violated('what is begun is answered', `${JSON.stringify(record.op)}: ${String(thrown)}`)
    }
    findings.count(`operations ${record.state}`)
    await Bun.sleep(random.between(0, 5))
  }
}

async function perform(stage: Stage, record: Deed): Promise<void> {
  const { desk, random, findings } = stage
  const { op, requestKey } = record
  const dice = random.between(1, 100)
  const hangUpAfterMs = dice <= 8 ? random.between(1, 40) : undefined
  if (dice <= 2) {
    findings.count('operations given up without an answer')
    const answer = await desk.askOnce('play', op, { requestKey, hangUpAfterMs })
    if (answer !== undefined) settle(stage, record, [answer], false)
    return
  }
  const asks = [desk.ask('play', op, { requestKey, hangUpAfterMs })]
  // Somebody else at the same instant: under the same request key, or as if it were another request.
  if (dice > 90) asks.push(desk.ask('play', op, { requestKey: dice > 95 || !hasOwnKey(op) ? requestKey : crypto.randomUUID() }))
  if (asks.length > 1) findings.count('operations asked twice at once')
  const answers = await Promise.all(asks)
  settle(
    stage,
    record,
    answers.map(({ answer }) => answer),
    answers.some(({ inDoubt }) => inDoubt),
  )
}

/** A refusal is final only where no earlier try may have come through after all. */
export function settle({ book, findings }: Stage, record: Deed, answers: readonly Answer[], inDoubt: boolean): void {
  const told = answers.flatMap((answer) => ('told' in answer ? [Told.parse(answer.told)] : []))
  const [first, second] = told
  if (second !== undefined && !Bun.deepEquals(first, second))
    findings.violated('one operation is told one result', `${JSON.stringify(record.op)}: ${JSON.stringify(told)}`)
  const [refusal] = answers.flatMap((answer) => ('refused' in answer ? [answer.refused] : []))
  if (first !== undefined) book.done(record, first)
  else if (refusal !== undefined && !expected(refusal))
    findings.violated('only the ledger refuses', `${JSON.stringify(record.op)}: ${refusal}`)
  else if (refusal !== undefined && !inDoubt) book.refused(record, refusal)
}

const expected = (code: string): boolean => code.startsWith('ledger.') && code !== 'ledger.idempotency-mismatch'

/** Later, by whoever lost the answer: the same is told, and what is not the same is refused. */
async function askAgain({ desk, random, findings }: Stage, { op, requestKey, told }: Deed): Promise<void> {
  const dice = random.between(1, 100)
  const ask = (input: Operation, key: string) => desk.ask('play', input, { requestKey: key }).then(({ answer }) => answer)
  const wantRefusal = (answer: Answer, code: string) => {
    findings.count('keys used for something else')
    if (!('refused' in answer) || answer.refused !== code)
      findings.violated('a key stands for one body', `${JSON.stringify(op)} bent: ${JSON.stringify(answer)}`)
  }
  if (dice <= 15) {
    const answer = await ask(op, dice <= 10 || !hasOwnKey(op) ? requestKey : crypto.randomUUID())
    findings.count('operations asked again')
    if (!('told' in answer) || !Bun.deepEquals(Told.parse(answer.told), told))
      findings.violated(
        'a repeat is told what the first was told',
        `${JSON.stringify(op)}: ${JSON.stringify(told)}, then ${JSON.stringify(answer)}`,
      )
  } else if (dice <= 17 && bent(op) !== undefined) wantRefusal(await ask(bent(op) ?? op, requestKey), 'request.key-reused')
  else if (dice <= 19 && hasOwnKey(op) && bent(op) !== undefined)
    wantRefusal(await ask(bent(op) ?? op, crypto.randomUUID()), 'ledger.idempotency-mismatch')
}

const hasOwnKey = ({ kind }: Operation): boolean => kind !== 'pay' && kind !== 'expire' && kind !== 'sweep'

/** The same key with another amount. */
function bent(op: Operation): Operation | undefined {
  if (op.kind === 'transfer' || op.kind === 'pay') return { ...op, amount: op.amount + 1 }
  if (op.kind === 'grant' || op.kind === 'hold' || op.kind === 'refund' || op.kind === 'revoke') return { ...op, qty: op.qty + 1 }
  return undefined
}
