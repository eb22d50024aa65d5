import type { TxCtx } from '@mas/kernel'

export async function unmergeRow(_t: TxCtx, mergeId: string, note: (text: string) => void): Promise<void> {
  note(`kept: merge ${mergeId}`)
}
