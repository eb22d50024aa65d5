export type Lifecycle = {
  readonly isEnding: () => boolean
  /** Cleanups run in reverse order: what was started last stops first. */
  readonly atEnd: (cleanup: () => void | Promise<void>) => void
  readonly end: (exitCode: number) => Promise<never>
}

/** npm, the shell and the terminal each may pass on the same Ctrl-C; only a later one means "at once, please". */
const SAME_KEYPRESS_MS = 1_000

/** `interruptedCode` is the exit code after a signal: 0 where stopping is the normal way out. */
export const createLifecycle = (interruptedCode: number): Lifecycle => {
  const cleanups: (() => void | Promise<void>)[] = []
  let ending: Promise<never> | undefined

  const runCleanups = async (exitCode: number): Promise<never> => {
    for (const cleanup of cleanups.toReversed()) {
      try {
        await cleanup()
      } catch (error) {
        console.error(error instanceof Error ? error.message : error)
      }
    }
    process.exit(exitCode)
  }
  const end = (exitCode: number): Promise<never> => (ending ??= runCleanups(exitCode))

  let askedAt: number | undefined
  const onSignal = (): void => {
    if (askedAt === undefined) {
      askedAt = performance.now()
      console.log('\nStopping …')
      void end(interruptedCode)
    } else if (performance.now() - askedAt > SAME_KEYPRESS_MS) {
      // --no-orphans takes every process of ours along; Postgres recovers at the next start.
      process.exit(130)
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
  return {
    isEnding: () => ending !== undefined,
    atEnd: (cleanup) => {
      cleanups.push(cleanup)
    },
    end,
  }
}
