export type End = 'drained' | 'ended' | 'left'

export interface Pacer {
  /** Asks for a turn; many requests before it comes are one. */
  readonly wake: () => void
  /** Ends for good; the first reason counts. */
  readonly end: (reason: End) => void
  /** True when it is time to act, false when it is over. */
  turn(): Promise<boolean>
  reason(): End | undefined
}

/** Turns requests that come in bursts into turns at least `leastGapMs` apart, the last of them after the last request. */
export function pacer(leastGapMs: number, signal: AbortSignal | undefined): Pacer {
  let wanted = false
  let over: End | undefined
  let lastTurnMs = -Infinity
  let resume = () => {}
  const wake = () => {
    wanted = true
    resume()
  }
  const onAbort = () => end('left')
  const end = (reason: End) => {
    over ??= reason
    signal?.removeEventListener('abort', onAbort)
    resume()
  }
  if (signal?.aborted === true) over = 'left'
  else signal?.addEventListener('abort', onAbort)

  /** Until something calls `resume`, or until the time is up. */
  const pause = (timeoutMs?: number) =>
    new Promise<void>((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => resume(), timeoutMs)
      resume = () => {
        clearTimeout(timer)
        resume = () => {}
        resolve()
      }
    })

  return {
    wake,
    end,
    reason: () => over,
    turn: async () => {
      for (;;) {
        if (over !== undefined) return false
        const restMs = lastTurnMs + leastGapMs - performance.now()
        if (wanted && restMs <= 0) break
        await pause(wanted ? restMs : undefined)
      }
      wanted = false
      lastTurnMs = performance.now()
      return true
    },
  }
}
