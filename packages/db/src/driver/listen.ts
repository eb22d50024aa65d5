import pg from 'pg'
import type { DriverOptions } from './types.ts'

const retryMs = 500
const heartbeatMs = 10_000

/**
 * LISTEN on one connection of its own that is re-made until it is closed. `pg` does this on both runtimes: a
 * listener is one idle connection, so speed does not matter, and its events say when the line broke.
 */
export async function listenWithPg(
  options: DriverOptions,
  channel: string,
  onPayload: (payload: string) => void,
  onGap: () => void,
  onCut: () => void = () => {},
): Promise<{ close(): Promise<void> }> {
  let closed = false
  let current: pg.Client | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  async function open(): Promise<void> {
    const client = new pg.Client({
      connectionString: options.url,
      application_name: `${options.applicationName}-listen`,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    })
    client.on('notification', (message) => onPayload(message.payload ?? ''))
    client.on('error', () => {}) // 'end' follows and decides
    client.on('end', () => {
      if (closed || client !== current) return
      onCut()
      again()
    })
    await client.connect()
    await client.query(`listen ${client.escapeIdentifier(channel)}`)
    current = client
    beat(client)
  }
  function again(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      open().then(onGap, again)
    }, retryMs)
  }
  /** A line that died without a word (a lost host) is found by asking. */
  function beat(client: pg.Client): void {
    timer = setTimeout(() => {
      // Closing a dead line may fail; 'end' fires either way.
      const late = setTimeout(() => void client.end().catch(() => {}), 5_000)
      client.query('select 1').then(
        () => {
          clearTimeout(late)
          if (!closed && client === current) beat(client)
        },
        () => clearTimeout(late),
      )
    }, heartbeatMs)
    timer.unref()
  }

  await open()
  return {
    close: async () => {
      closed = true
      clearTimeout(timer)
      await current?.end().catch(() => {}) // it may be dead already, which is as good as closed
    },
  }
}
