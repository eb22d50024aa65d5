import { findPoint, type ReachedPoint } from '@mas/db/leads'
import { fail, type Ctx, type TxCtx } from '@mas/kernel'
import { normaliseEmail } from './email-rules.ts'
import { normalisePhones } from './phone-rules.ts'
import { reachOf } from './reach.ts'

/** The number or address that a caller means, if it belongs to a lead within reach. Machines may ask about any value. */
export async function reachedPoint(
  ctx: Ctx | TxCtx,
  target: { contactPointId?: string | undefined; value?: string | undefined },
): Promise<Pick<ReachedPoint, 'value'> & { lead_id?: string }> {
  const reach = reachOf(ctx)
  const value = target.value === undefined ? undefined : canonical(target.value)
  const found = await findPoint('tx' in ctx ? ctx.tx : ctx.db, { id: target.contactPointId, value }, reach)
  if (found !== undefined) return found
  if (reach.all && value !== undefined) return { value }
  throw fail('leads.not-found')
}

function canonical(text: string): string {
  if (text.includes('@')) {
    const email = normaliseEmail(text)
    if ('code' in email) throw fail(email.code, { input: text })
    return email.value
  }
  const { phones, problems } = normalisePhones(text)
  const [phone] = phones
  if (phone === undefined) throw fail(problems[0]?.code ?? 'leads.phone-invalid', { input: text })
  return phone.value
}
