import { expect, test } from 'bun:test'
import { countResults } from './test-summary.ts'

const summary = (...lines: string[]): string => `some.test.ts:\n(pass) it works [1.00ms]\n\n${lines.map((line) => ` ${line}\n`).join('')}`

test('counts what bun test says it ran', () => {
  const output = `${summary('12 pass', '1 skip', '3 fail', '28 expect() calls')}Ran 16 tests across 2 files. [7.38s]\n`
  expect(countResults({ output, exitCode: 1 })).toEqual({ passed: 12, failed: 3 })
})

test('reads through colours, and past a line of the same form that a test printed', () => {
  const output = ` 99 fail\n${summary('\u001B[32m5 pass\u001B[0m', '\u001B[2m0 fail\u001B[0m')}Ran 5 tests across 1 file. \u001B[2m[6.00ms]\u001B[0m\n`
  expect(countResults({ output, exitCode: 0 })).toEqual({ passed: 5, failed: 0 })
})

test('a file that does not load is a failure', () => {
  const output = `${summary('5 pass', '0 fail', '1 error')}Ran 5 tests across 2 files. [26.00ms]\n`
  expect(countResults({ output, exitCode: 1 })).toEqual({ passed: 5, failed: 1 })
})

test('a bad exit code is a failure even when every test passed', () => {
  const output = `${summary('5 pass', '0 fail')}Ran 5 tests across 1 file. [6.00ms]\n`
  expect(countResults({ output, exitCode: 1 })).toEqual({ passed: 5, failed: 1 })
})

test('a run that crashed or ran no test has failed', () => {
  expect(countResults({ output: summary('5 pass', '0 fail'), exitCode: 139 })).toEqual({ passed: 0, failed: 1 })
  expect(countResults({ output: 'The following filters did not match any test files:\n nothing\n', exitCode: 1 })).toEqual({
    passed: 0,
    failed: 1,
  })
  expect(countResults({ output: `${summary('0 pass', '3 skip', '0 fail')}Ran 3 tests across 1 file. [6.00ms]\n`, exitCode: 0 })).toEqual({
    passed: 0,
    failed: 1,
  })
})
