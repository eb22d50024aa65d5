import { BackupError } from '@mas/db/backup'
import { MigrationError } from '@mas/db/migrate'
import { ConfigError } from '@mas/platform/config'

/** Runs a command whose foreseen failures are a sentence, not a stack. */
export async function endInWords(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof BackupError || error instanceof ConfigError || error instanceof MigrationError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}

/** An instant as a file name: 20261122T183000Z. */
export function stamp(at: Date): string {
  return at.toISOString().replace(/[-:]|\.\d+/g, '')
}

export function sizeOf(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
}
