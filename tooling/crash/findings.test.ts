import { expect, test } from 'bun:test'
import { openFindings, requireHappened } from './findings.ts'

test('a run in which something never happened has found that', () => {
  const findings = openFindings()
  findings.count('kills', 3)
  requireHappened(findings, 'kills', 'rows committed')
  expect([...findings.violations]).toEqual([['the run did what it is about', ['rows committed: none']]])
})
