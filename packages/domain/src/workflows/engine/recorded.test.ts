import { Program } from '@mas/contracts/workflows'
import { expect, test } from 'bun:test'
import { programHash } from '../graph/program-hash.ts'
import recorded from '../fixtures/recorded-1.json' with { type: 'json' }
import { playRecorded } from './recorded-fixture.ts'

test('a program that an earlier release published loads unchanged and is walked as it was walked then', () => {
  expect(programHash(Program.parse(recorded.program))).toBe(recorded.hash)
  expect(playRecorded(recorded.program)).toEqual(recorded.paths)
})
