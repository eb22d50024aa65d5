import { afterEach, expect, test } from 'bun:test'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openMailFile } from './mail-file.ts'
import { createMailStore } from './mail-store.ts'
import type { SandboxMail } from './sandbox-mail.ts'

const directory = mkdtempSync(join(tmpdir(), 'mas-mails-'))
const path = join(directory, 'mails.jsonl')
afterEach(() => rmSync(path, { force: true }))

const mail = (id: string, text = ''): SandboxMail => ({
  id,
  receivedAt: '2026-11-23T10:00:00.000Z',
  via: 'smtp',
  fate: 'delivered',
  messageId: `<${id}@mas.example>`,
  from: 'no-reply@mas.example',
  to: ['asha@people.example'],
  subject: 'Hi',
  text,
  html: '',
  headers: [],
  attachments: [],
})
const idsOf = (store: ReturnType<typeof createMailStore>) => store.list().map(({ id }) => id)

test('only the newest mails are kept, in memory and over a restart, and the file stays within twice the bound', () => {
  const bounds = { mails: 10, bytes: 1_000_000 }
  const store = createMailStore(openMailFile(path), bounds)
  for (let n = 1; n <= 95; n++) store.add(mail(String(n)))
  const newest = ['86', '87', '88', '89', '90', '91', '92', '93', '94', '95']
  expect(idsOf(store)).toEqual(newest)
  expect(readFileSync(path, 'utf8').split('\n').filter(Boolean).length).toBeLessThanOrEqual(20)
  expect(idsOf(createMailStore(openMailFile(path), bounds))).toEqual(newest)
})

test('large mails push older ones out by size', () => {
  const store = createMailStore(undefined, { mails: 100, bytes: 1_000 })
  for (const id of ['a', 'b', 'c']) store.add(mail(id, 'x'.repeat(400)))
  expect(idsOf(store)).toEqual(['b', 'c'])
})

test('a line torn by a crash costs that mail only', () => {
  const file = openMailFile(path)
  file.append(mail('1'))
  appendFileSync(path, '\n{"id":"torn","rec')
  file.append(mail('2'))
  expect(file.read().map(({ id }) => id)).toEqual(['1', '2'])
})
