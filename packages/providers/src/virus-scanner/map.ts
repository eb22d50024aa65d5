import type { ProviderAnswer } from '@mas/kernel/providers'
import type { ScanFinding } from '@mas/kernel/ports/virus-scanner'
import { ok, refused } from '../http/index.ts'

/** `stream: OK`, `stream: <name> FOUND`, `INSTREAM size limit exceeded. ERROR`; anything else is no answer. */
export function findingOf(answer: string): ProviderAnswer<ScanFinding> {
  if (answer === 'stream: OK') return ok({ finding: 'clean' })
  const found = /^stream: (.{1,200}) FOUND$/.exec(answer)
  if (found?.[1] !== undefined) return ok({ finding: 'infected', signature: found[1] })
  if (/^INSTREAM size limit exceeded\. ERROR$/.test(answer)) return ok({ finding: 'too-large' })
  return refused('clamd: an answer that says nothing', 'later')
}
