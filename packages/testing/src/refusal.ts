import type { ErrorCode } from '@mas/contracts/catalogue'
import { AppError } from '@mas/kernel'

/** The code (or the thrown text) with which `work` failed; `'nothing was refused'` when it succeeded. */
export async function refusalOf(work: Promise<unknown>): Promise<ErrorCode | (string & {})> {
  try {
    await work
    return 'nothing was refused'
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  }
}
