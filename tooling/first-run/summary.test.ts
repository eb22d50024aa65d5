import { expect, test } from 'bun:test'
import { demoAccounts } from '../seed/demo-accounts.ts'
import { summaryOf } from './summary.ts'

const summary = (demo: boolean) => summaryOf({ demo, places: [['API', 'http://localhost:3000']], providers: [] })

test('the people of the demo company are named where it was filled in, and nowhere else', () => {
  for (const { email } of demoAccounts) {
    expect(summary(true)).toContain(email)
    expect(summary(false)).not.toContain(email)
  }
  expect(summary(false)).toContain('http://localhost:3000')
})
