import type { ProviderAnswer, SlotMode } from '../providers.ts'

/** Looks a password up in known leaks. Only five hex digits of its SHA-1 leave the process. */
export interface BreachedPasswords {
  readonly mode: SlotMode
  /** How often the password occurs in leaks; 0 is none. A refusal is never a reason to refuse a sign-up. */
  timesSeen(password: string): Promise<ProviderAnswer<number>>
}
