/**
 * Shares one piece of work among everybody who asks while it is wanted, and never hands out an answer that was begun
 * before the question: who asks while it runs gets the next run.
 */
export function latest<T>(work: () => Promise<T>): (() => Promise<T>) & { settled(): Promise<void> } {
  let running: Promise<T> | undefined
  let next: Promise<T> | undefined
  const begin = (): Promise<T> => {
    const run = work().finally(() => {
      if (running === run) running = undefined
    })
    running = run
    return run
  }
  const ask = (): Promise<T> => {
    if (running === undefined) return begin()
    next ??= running
      .then(
        () => {},
        () => {},
      )
      .then(() => {
        next = undefined
        return begin()
      })
    return next
  }
  return Object.assign(ask, {
    settled: async () => {
      await Promise.allSettled([running, next])
    },
  })
}
