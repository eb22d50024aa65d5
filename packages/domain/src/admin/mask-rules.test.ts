import { expect, test } from 'bun:test'
import { masked } from './mask-rules.ts'

test('ids, instants, codes and numbers stay readable; addresses, phone numbers, names and words do not', () => {
  expect(
    masked({
      leadId: '01990000-0000-7000-8000-000000000001',
      at: '2026-11-23T04:30:00.000Z',
      kind: 'leads.import-finished',
      count: 3,
      nothing: null,
      to: 'asha@example.in',
      phone: '9198765432100',
      who: 'Asha Rao',
      note: ['call her back'],
    }),
  ).toEqual({
    leadId: '01990000-0000-7000-8000-000000000001',
    at: '2026-11-23T04:30:00.000Z',
    kind: 'leads.import-finished',
    count: 3,
    nothing: null,
    to: '(15 characters)',
    phone: '(13 characters)',
    who: '(8 characters)',
    note: ['(13 characters)'],
  })
})
