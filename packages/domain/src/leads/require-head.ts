import { fail, type TxCtx } from '@mas/kernel'
import { userCards } from '../identity/index.ts'

/** Part: refuses anybody who is not an active sales head. */
export async function requireHead(t: TxCtx, headId: string): Promise<void> {
  const card = (await userCards(t, [headId])).get(headId)
  if (card?.role !== 'SALES_HEAD' || card.state !== 'active') throw fail('leads.head-inactive', { headId })
}
