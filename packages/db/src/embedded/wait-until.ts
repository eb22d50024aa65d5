/** Asks until the answer is yes (true) or the time is over (false). For things that only the operating system knows. */
export const waitUntil = async (isSo: () => boolean | Promise<boolean>, timeoutMs: number, everyMs = 20): Promise<boolean> => {
  const deadline = performance.now() + timeoutMs
  while (!(await isSo())) {
    if (performance.now() > deadline) return false
    await Bun.sleep(everyMs)
  }
  return true
}
