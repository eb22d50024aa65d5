import { expect, test } from 'bun:test'
import { eachAlone } from './each-alone.ts'

test('what fails keeps nobody from its turn, and the first failure is told at the end', async () => {
  const had: number[] = []
  const run = eachAlone([1, 2, 3, 4], async (n) => {
    had.push(n)
    if (n % 2 === 0) throw new Error(`broke at ${n}`)
  })
  expect(await run.catch(String)).toBe('Error: broke at 2')
  expect(had).toEqual([1, 2, 3, 4])
})
