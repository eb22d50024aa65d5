/**
 * Calls `stop` once, at the first SIGTERM or SIGINT, and ends the process when it is done or after `longestMs`.
 * Signals that follow change nothing: npm, shells and supervisors pass one key press on several times.
 */
export function onStopSignal(longestMs: number, stop: () => Promise<void>): void {
  let stopping = false
  const begin = () => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), longestMs).unref()
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', begin)
  process.on('SIGINT', begin)
}
