import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@mas/kernel/clock'
import { silentLog } from '@mas/kernel/log'
import { createS3Faults } from './sandbox-faults.ts'
import { createS3Sandbox, sandboxS3 } from './sandbox/index.ts'
import type { S3Options } from './types.ts'

/** A bucket on a port of its own, for tests. */
export function startS3Sandbox(clock: Clock) {
  const folder = mkdtempSync(join(tmpdir(), 'mas-s3-'))
  const faults = createS3Faults()
  const { bucket, fetch } = createS3Sandbox({ clock, faults, folder })
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    maxRequestBodySize: 2 ** 40,
    fetch: (request) => fetch(request),
  })
  const { accessKeyId, secretAccessKey, region, bucket: name } = sandboxS3
  const options: S3Options = {
    bucketUrl: `${server.url.origin}/${name}`,
    bucket: name,
    region,
    accessKeyId,
    secretAccessKey,
    clock,
    log: silentLog,
    timeoutMs: 2_000,
    sleep: async () => {},
  }
  return {
    options,
    origin: server.url.origin,
    faults,
    bucket,
    async stop() {
      await server.stop(true)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type StartedS3Sandbox = ReturnType<typeof startS3Sandbox>
