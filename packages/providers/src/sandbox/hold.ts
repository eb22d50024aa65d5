/** Says nothing until the caller gives up: how a vendor hangs. */
export function holdUntilGone(signal: AbortSignal, longestMs = 60_000): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, longestMs)
    // A held answer must not keep the sandbox alive when it is asked to stop.
    timer.unref()
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
