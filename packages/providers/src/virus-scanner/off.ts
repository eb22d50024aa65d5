import type { VirusScanner } from '@mas/kernel/ports/virus-scanner'
import { refused } from '../http/index.ts'

export const virusScannerOff: VirusScanner = {
  mode: 'off',
  scan: async () => refused('the virus scanner is switched off', 'never'),
}
