import { cloneDatabase } from '@mas/testing'
import { afterAll, beforeAll, describe } from 'bun:test'
import pg from 'pg'
import { connectBun } from './bun.ts'
import { connectNode } from './node.ts'
import type { Driver, DriverOptions } from './types.ts'

interface Given {
  readonly driver: Driver
  readonly url: string
  /** Another pool of the same driver on the same database; closed with the suite. */
  connect(options: Partial<DriverOptions>): Driver
  /** SQL from outside, on a connection of its own. */
  outside(sql: string): Promise<Record<string, unknown>[]>
}

/** Runs the same tests over both drivers, each with a database of its own: nothing above them may tell which is at work. */
export function describeBothDrivers(name: string, define: (given: () => Given) => void): void {
  for (const [driverName, open] of [['Bun', connectBun] as const, ['pg', connectNode] as const]) {
    describe(`${name}, on ${driverName}`, () => {
      let given: (Given & { close(): Promise<void> }) | undefined
      beforeAll(async () => {
        given = await setUp(open)
      })
      afterAll(() => given?.close())
      define(() => {
        if (given === undefined) throw new Error('usable inside tests only')
        return given
      })
    })
  }
}

async function setUp(open: (options: DriverOptions) => Driver): Promise<Given & { close(): Promise<void> }> {
  const { url, drop } = await cloneDatabase()
  const opened: Driver[] = []
  const connect = (options: Partial<DriverOptions>) => {
    const driver = open({ url, poolSize: 8, applicationName: 'mas-suite', statementTimeoutMs: 20_000, ...options })
    opened.push(driver)
    return driver
  }
  const outside = async (sql: string) => {
    const client = new pg.Client({ connectionString: url, application_name: 'mas-outside' })
    await client.connect()
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows
    } finally {
      await client.end()
    }
  }
  const close = async () => {
    for (const driver of opened) await driver.close()
    await drop()
  }
  return { driver: connect({}), url, connect, outside, close }
}
