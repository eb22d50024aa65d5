import type { FilePurpose } from '@mas/contracts/files'
import type { ProviderAnswer, SlotMode } from '@mas/kernel'
import type { ScanFinding } from '@mas/kernel/ports/virus-scanner'
import { purposes } from './purposes.ts'

export const tooLargeToScan = 'too-large-to-scan'

export type Decision =
  | { readonly state: 'stored'; readonly verdict: 'clean' | 'unscannable' }
  | { readonly state: 'quarantined'; readonly verdict: 'infected' | 'unscannable'; readonly reason: string }
  /** Asked again soon. */
  | { readonly state: 'retry'; readonly reason: string }
  /** Nobody can say, and nobody but its owner may see it. */
  | { readonly state: 'waits' }

/** What becomes of a file, by what the scanner said of it. */
export function decide(
  answer: ProviderAnswer<ScanFinding>,
  file: { readonly purpose: FilePurpose; readonly isAnonymous: boolean },
  scanner: { readonly mode: SlotMode; readonly allowUnscanned: boolean },
): Decision {
  if (scanner.mode === 'off')
    return file.isAnonymous && !scanner.allowUnscanned ? { state: 'waits' } : { state: 'stored', verdict: 'unscannable' }
  if (answer.outcome !== 'ok') return { state: 'retry', reason: answer.reason }
  switch (answer.value.finding) {
    case 'clean':
      return { state: 'stored', verdict: 'clean' }
    case 'infected':
      return { state: 'quarantined', verdict: 'infected', reason: answer.value.signature }
    case 'too-large':
      return purposes[file.purpose].mayGoUnscanned
        ? { state: 'stored', verdict: 'unscannable' }
        : { state: 'quarantined', verdict: 'unscannable', reason: tooLargeToScan }
  }
}
