import { openSync, writeSync } from 'node:fs'
import { startPostgres } from '@mas/db/embedded'

type KeptPostgres = { readonly url: string; readonly port: number; readonly pid: () => number; readonly stop: () => Promise<void> }

type KeepOptions = {
  readonly dataDir: string
  readonly port: number | undefined
  readonly logFile: string
  readonly say: (line: string) => void
  /** Called when it is up again, under another process id. */
  readonly onRestart: () => void
  /** Called when it ended and cannot be brought back. */
  readonly onLost: (error: Error) => void
}

/** Starts Postgres, and starts it again on the same port when it ends without having been asked to. */
export const keepPostgres = async ({ dataDir, port, logFile, say, onRestart, onLost }: KeepOptions): Promise<KeptPostgres> => {
  const logFd = openSync(logFile, 'w')
  const start = (wanted: number | undefined) =>
    startPostgres({
      dataDir,
      durability: 'durable',
      log: (line) => {
        writeSync(logFd, `${line}\n`)
      },
      ...(wanted === undefined ? {} : { port: wanted }),
    })
  let server = await start(port)
  const { url, port: taken } = server
  let isStopping = false

  const keep = async (): Promise<void> => {
    while (!isStopping) {
      const how = await server.exited
      if (isStopping) return
      say(`Postgres ended (${how}); starting it again`)
      await server.stop()
      server = await start(taken)
      // The others know the old port; with another one this system cannot be healed in place.
      if (server.port !== taken) throw new Error(`Postgres's port ${taken} was taken by another program while it restarted.`)
      onRestart()
    }
  }
  const keeping = keep().catch((error: unknown) => onLost(error instanceof Error ? error : new Error(String(error))))

  return {
    url,
    port: taken,
    pid: () => server.pid,
    stop: async () => {
      isStopping = true
      await server.stop()
      await keeping
      // A restart may have been under way: then this is another server than the one above.
      await server.stop()
    },
  }
}
