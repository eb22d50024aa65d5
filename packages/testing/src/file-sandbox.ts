import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog, type Clock } from '@mas/kernel'
import type { ObjectStore } from '@mas/kernel/ports/object-store'
import type { VirusScanner } from '@mas/kernel/ports/virus-scanner'
import { s3ObjectStore } from '@mas/providers/object-store'
import { createS3, type S3Options } from '@mas/providers/s3'
import { sandboxS3 } from '@mas/providers/s3/sandbox'
import { startSandbox, type Sandbox } from '@mas/providers/sandbox'
import { createClamd } from '@mas/providers/virus-scanner'
import { afterAll, beforeAll } from 'bun:test'

export interface FileSandbox {
  /** The real adapters over the sandbox. */
  readonly fileStore: ObjectStore
  readonly virusScanner: VirusScanner
  readonly storeFaults: Sandbox['faults']['object-store']
  readonly scannerFaults: Sandbox['faults']['virus-scanner']
}

/** The sandbox's bucket and virus scanner for a test file, with the real adapters pointed at them. */
export function useFileSandbox(clock: () => Clock, timeoutMs = 3_000): FileSandbox {
  const now: Clock = { now: () => clock().now() }
  const folder = mkdtempSync(join(tmpdir(), 'mas-file-sandbox-'))
  let running: { sandbox: Sandbox; fileStore: ObjectStore; virusScanner: VirusScanner } | undefined
  beforeAll(async () => {
    const sandbox = await startSandbox({ httpPort: 0, smtpPort: 0, clamdPort: 0, clock: now })
    const { accessKeyId, secretAccessKey, region, bucket } = sandboxS3
    const options: S3Options = {
      bucketUrl: `${sandbox.httpUrl}/s3/${bucket}`,
      bucket,
      region,
      accessKeyId,
      secretAccessKey,
      clock: now,
      log: silentLog,
      // Long enough for a busy machine: no answer in time is an outcome of its own.
      timeoutMs,
      sleep: async () => {},
    }
    const fileStore = s3ObjectStore({ s3: createS3(options), spoolFolder: folder, log: silentLog })
    const virusScanner = createClamd({ mode: 'sandbox', host: '127.0.0.1', port: sandbox.clamdPort ?? 0, silenceMs: 3_000 })
    running = { sandbox, fileStore, virusScanner }
  })
  afterAll(async () => {
    await running?.sandbox.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const required = () => {
    if (running === undefined) throw new Error('the file sandbox is usable inside tests and hooks only')
    return running
  }
  return {
    fileStore: {
      vendor: 's3',
      put: (...given) => required().fileStore.put(...given),
      stat: (key) => required().fileStore.stat(key),
      read: (...given) => required().fileStore.read(...given),
      open: (key) => required().fileStore.open(key),
      delete: (key) => required().fileStore.delete(key),
      move: (...given) => required().fileStore.move(...given),
      list: (after) => required().fileStore.list(after),
      dropUnfinished: (before) => required().fileStore.dropUnfinished(before),
      get parts() {
        return required().fileStore.parts
      },
      get direct() {
        return required().fileStore.direct
      },
    },
    virusScanner: { mode: 'sandbox', scan: (bytes) => required().virusScanner.scan(bytes) },
    get storeFaults() {
      return required().sandbox.faults['object-store']
    },
    get scannerFaults() {
      return required().sandbox.faults['virus-scanner']
    },
  }
}
