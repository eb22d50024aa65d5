import type { ImportedRow } from '@mas/contracts/identity'
import { importUsers } from '@mas/domain/identity'
import { system } from '@mas/kernel'
import { useHarness } from '@mas/testing'
import { expect, test } from 'bun:test'
import { csvCell, csvRecords } from './csv.ts'
import { importPeople } from './import-people.ts'
import { readPeople } from './read-people.ts'
import { refusedFile, summaryOf } from './summary.ts'

const harness = useHarness()
const hash = '$2b$04$Y0E3AtxDvj8fDjGDGkNGCO7jBXS.t.Jvy3g53cuhQHn3Ebba5Dqhq'
const send = (dryRun: boolean, stopAfter = Infinity) => {
  let steps = 0
  return async (rows: ImportedRow[]) => {
    if (++steps > stopAfter) throw new Error('killed')
    return (await importUsers(harness.ctx(system('cli')), { rows, dryRun })).results
  }
}
const run = (text: string, how = send(false)) => importPeople(readPeople(text), harness.clock.now(), how, () => {})
const file = (tag: string, people: number) =>
  [
    'id,email,"full_name",password,is_verified,role',
    ...Array.from({ length: people }, (_, n) => `${tag}-${n},${tag}${n}@example.in,Asha Rao,${hash},t,user`),
  ].join('\n')

test('whatever Postgres writes as CSV is read back cell by cell, with the line each record begins on', () => {
  const cells = ['', '"', ',', '\n', 'a"b', 'two\nlines', ' ', '"",\n"', 'plain', '\r']
  const records = cells.flatMap((one) => cells.map((other) => [one, other, 'end']))
  const written = records.map((record) => record.map(csvCell).join(','))
  const back = [...csvRecords(`${written.join('\n')}\n`)]
  expect(back.map((record) => record.cells)).toEqual(records)
  expect(back.map(({ raw }) => raw)).toEqual(written)
  let line = 1
  for (const [n, { line: told }] of back.entries()) {
    expect(told).toBe(line)
    line += (written[n] ?? '').split('\n').length
  }
  expect([...csvRecords('\uFEFFa,b\r\n1,"x"\r\n')].map(({ cells }) => cells)).toEqual([
    ['a', 'b'],
    ['1', 'x'],
  ])
})

test('a preview counts and writes nothing; a killed import goes on where it was; a second run finds everybody known', async () => {
  const text = file('kill', 230)
  const preview = await run(text, send(true))
  expect(new Set(preview.map(({ outcome }) => outcome))).toEqual(new Set(['created']))
  expect(await run(text, send(false, 1)).catch((thrown: Error) => thrown.message)).toBe('killed')
  const second = await run(text)
  const count = (answers: typeof second, outcome: string) => answers.filter((one) => one.outcome === outcome).length
  expect([count(second, 'known'), count(second, 'created')]).toEqual([200, 30])
  expect(count(await run(text), 'known')).toBe(230)
})

test('what is refused is told with line and reason, and is never lost: mended, its file imports', async () => {
  const text = [
    'id,email,fullName,password,isVerified,role,profilePhoto,shoeSize',
    `b-1,bad1@example.in,Asha,${hash},true,SUPERADMIN,,9`,
    'b-2,not an address,Ravi,,true,user,,9',
    `b-3,bad3@example.in,"Two`,
    `lines",plain text password,true,expert,https://photos.example.in/3.png,9`,
    `b-4,BAD1@example.in,Twin,${hash},true,user,,9`,
    'b-5,short@example.in',
    'b-6,bad6@example.in,Meera,,t,wizard,,9',
  ].join('\n')
  const answered = await run(text)
  expect(answered.map(({ line, outcome, wants }) => [line, outcome, wants])).toEqual([
    [2, 'created', 'ADMIN'],
    [3, 'refused', null],
    [4, 'created', null],
    [6, 'refused', null],
    [7, 'refused', null],
    [8, 'refused', null],
  ])
  const summary = summaryOf(answered, readPeople(text).unread, false)
  expect(summary).toContain('line 2: bad1@example.in was ADMIN')
  expect(summary).toContain('refused: the same person as another line: 6')
  expect(summary).toContain('Columns that stay behind: shoeSize')
  expect(summary).toContain('created: the password cannot be used and was left out: 4')
  expect(summary).not.toContain('plain text password')
  const refused = refusedFile(answered, readPeople(text)) ?? ''
  expect(refused).toContain('6,the same person as line 2,b-4,')
  const mended = await run(refused.replace('not an address', 'good2@example.in').replace('wizard', 'SALES'))
  expect(mended.filter(({ outcome }) => outcome === 'created').map(({ email }) => email)).toEqual(['good2@example.in', 'bad6@example.in'])
})
