import { openAsBlob } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock } from '@mas/kernel/clock'
import type { IncomingBytes } from '@mas/kernel/ports/object-store'
import { dropOld, onDisk, TooManyBytes, writeDown } from './disk-write.ts'

export interface Spool {
  readonly blob: Blob
  readonly size: number
  readonly sha256: string
}

const dayMs = 24 * 3_600_000
/** Folders that this process has looked through for what a killed predecessor on this machine left. */
const tidied = new Set<string>()

/** Lets bytes wait on disk, so that memory stays flat and their hash is known before they go on. */
export async function spooled<T>(
  folder: string,
  bytes: IncomingBytes,
  maxBytes: number,
  work: (spool: Spool | 'too-large') => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true })
  if (!tidied.has(folder)) {
    tidied.add(folder)
    await dropOld(folder, new Date(systemClock.now().getTime() - dayMs))
  }
  const path = join(folder, crypto.randomUUID())
  try {
    const written = await onDisk(writeDown(bytes, path, maxBytes))
    return await work({ blob: await openAsBlob(path), ...written })
  } catch (thrown) {
    if (thrown instanceof TooManyBytes) return await work('too-large')
    throw thrown
  } finally {
    await rm(path, { force: true })
  }
}
