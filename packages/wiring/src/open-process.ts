import { auditKeys, auditSeam } from '@mas/domain/audit'
import { openSettings } from '@mas/domain/settings'
import { system, systemClock, type Log, type SlotReport } from '@mas/kernel'
import { createLog, openRuntime, rootKeysOf, type Runtime } from '@mas/platform'
import { readConfig, type Config } from '@mas/platform/config'
import { startTelemetry } from '@mas/platform/telemetry'
import type { InboundWebhook } from '@mas/kernel/ports/inbound-webhook'
import { wirePorts } from './ports.ts'

export type ProcessKind = 'api' | 'worker' | 'tool'

/** A process with everything it stands on, as one environment says. */
export interface OpenProcess {
  readonly config: Config
  readonly runtime: Runtime
  readonly log: Log
  /** How each provider slot is set; printed at boot and shown by readiness. */
  readonly slots: readonly SlotReport[]
  readonly webhooks: readonly InboundWebhook[]
  close(): Promise<void>
}

/** The one composition that API, worker and tools share. */
export async function openProcess(options: {
  process: ProcessKind
  env: Readonly<Record<string, string | undefined>>
}): Promise<OpenProcess> {
  const config = readConfig(options.env)
  const log = createLog({ level: config.LOG_LEVEL, process: options.process })
  const stopTelemetry = await startTelemetry(config.OTEL_EXPORTER_OTLP_ENDPOINT, `mas-${options.process}`)
  const ctx = (job: string, requestId: string) => runtime.ctx(system(job), { requestId })
  const { ports, slots, webhooks } = wirePorts({ config, env: options.env, clock: systemClock, log, ctx })
  const runtime = await openRuntime({
    databaseUrl: config.DATABASE_URL,
    process: options.process,
    poolSize: config.DATABASE_POOL,
    secret: config.MAS_SECRET,
    previousSecrets: config.MAS_SECRET_PREVIOUS,
    publicUrl: config.MAS_PUBLIC_URL,
    log,
    ports,
    audit: auditSeam(auditKeys([...rootKeysOf(config.MAS_SECRET, config.MAS_SECRET_PREVIOUS).values()])),
    settings: (driver, lines) => openSettings({ driver, log: lines, process: options.process, clock: systemClock }),
    clock: systemClock,
  })
  for (const { slot, mode, note } of slots) log.info('provider slot', { slot, mode, note })
  return {
    config,
    runtime,
    log,
    slots,
    webhooks,
    close: async () => {
      await runtime.close()
      await stopTelemetry()
    },
  }
}
