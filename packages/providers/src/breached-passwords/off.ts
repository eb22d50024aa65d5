import type { BreachedPasswords } from '@mas/kernel/ports/breached-passwords'
import { refused } from '../http/index.ts'

/** Stands in where the look-up is not set up; the bundled list still applies. */
export const breachedPasswordsOff: BreachedPasswords = {
  mode: 'off',
  timesSeen: async () => refused('the look-up of leaked passwords is switched off (BREACHED_PASSWORDS_MODE)', 'later'),
}
