import { newId, system, toAppError, type Ctx } from '@mas/kernel'
import { z } from 'zod'
import { ledgerSteps, takeStep } from './ledger-steps.ts'

const Asked = z.object({ step: z.enum(ledgerSteps), serial: z.int() })
export const ledgerPath = '/boundary/ledger'

/** The twin's door to the ledger's parts, which no verb of the product opens yet. */
export async function answerLedger(request: Request, ctxOf: (requestId: string) => Ctx): Promise<Response> {
  const { step, serial } = Asked.parse(await request.json())
  try {
    return Response.json({ told: await takeStep(ctxOf(newId()), step, serial) })
  } catch (thrown) {
    const { kind, code, message } = toAppError(thrown)
    return Response.json({ code, message }, { status: kind === 'unavailable' ? 503 : 500 })
  }
}

export const boundaryActor = system('boundary')
