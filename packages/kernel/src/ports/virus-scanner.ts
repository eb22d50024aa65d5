import type { ProviderAnswer, SlotMode } from '../providers.ts'

export type ScanFinding =
  | { readonly finding: 'clean' }
  | {
      readonly finding: 'infected'
      /** The scanner's name for it. */
      readonly signature: string
    }
  /** More bytes than the scanner takes: nobody looked at the rest. */
  | { readonly finding: 'too-large' }

/** Looks for viruses. Off: `refused` with `never`. It reads only, so a lost answer is a refusal for later. */
export interface VirusScanner {
  readonly mode: SlotMode
  scan(bytes: AsyncIterable<Uint8Array>): Promise<ProviderAnswer<ScanFinding>>
}
