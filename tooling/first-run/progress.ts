/** Numbered steps, one line each: said when it is done, so that a line is never torn by what others print. */
export const progress = (firstStep: number, steps: number) => {
  let number = firstStep
  return async <T>(name: string, work: () => Promise<T>, describe: (result: T) => string = () => ''): Promise<T> => {
    const step = `${number++}/${steps} ${name}`
    const startedAt = performance.now()
    const slow = setTimeout(() => console.log(`${step} …`), 1_500)
    try {
      const result = await work()
      console.log(`${step}${describe(result)} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
      return result
    } finally {
      clearTimeout(slow)
    }
  }
}
