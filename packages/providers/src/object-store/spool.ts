import { openAsBlob } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { IncomingBytes } from '@mas/kernel/ports/object-store'
import { TooManyBytes, writeDown } from './disk-write.ts'

export interface Spool {
  readonly blob: Blob
  readonly size: number
  readonly sha256: string
}

/** Lets bytes wait on disk, so that memory stays flat and their hash is known before they go on. */
export async function spooled<T>(
  folder: string,
  bytes: IncomingBytes,
  maxBytes: number,
  work: (spool: Spool | 'too-large') => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, crypto.randomUUID())
  try {
    const written = await writeDown(bytes, path, maxBytes)
    return await work({ blob: await openAsBlob(path), ...written })
  } catch (thrown) {
    if (thrown instanceof TooManyBytes) return await work('too-large')
    throw thrown
  } finally {
    await rm(path, { force: true })
  }
}
