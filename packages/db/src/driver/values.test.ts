import { sql } from 'drizzle-orm'
import { integer, pgTable } from 'drizzle-orm/pg-core'
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { at, bytes, id, json } from '../columns.ts'
import { recordset, rows, texts, uuids } from '../rows.ts'
import { describeBothDrivers } from './given.ts'

const notes = pgTable('notes', { id: id(), at: at('at').notNull(), body: json('body'), raw: bytes('raw'), size: integer('size') })
const anId = '0199aaaa-0000-7000-8000-000000000001'

describeBothDrivers('values', (given) => {
  const one = async (statement: ReturnType<typeof sql>) => (await rows(given().driver.db, statement))[0]

  test('numbers beyond 2^53 and decimals arrive as exact text, small ones as numbers', async () => {
    const row =
      await one(sql`select 7::int2 as two, 1::int4 as four, 5::int8 as eight, 9007199254740993::int8 as large, 1.10::numeric as price,
      12345678901234567890.12345::numeric as precise, 1.5::float8 as float, count(*) as counted, sum(2) as summed, true as yes, null as nothing`)
    expect(row).toEqual({
      two: 7,
      four: 1,
      eight: '5',
      large: '9007199254740993',
      price: '1.10',
      precise: '12345678901234567890.12345',
      float: 1.5,
      counted: '1',
      summed: '2',
      yes: true,
      nothing: null,
    })
  })

  test('instants arrive as dates, free of the zone of the machine, infinity included', async () => {
    const row =
      await one(sql`select '2026-11-23 10:00+05:30'::timestamptz as at, '2026-11-23 10:00:00.123'::timestamp as local, '2026-11-23'::date as day,
      'infinity'::timestamptz as never, '10:00'::time as time, array['2026-11-23 00:00+00', null]::timestamptz[] as several, array['2026-11-23']::date[] as days`)
    expect(row).toEqual({
      at: new Date('2026-11-23T04:30:00Z'),
      local: new Date('2026-11-23T10:00:00.123Z'),
      day: new Date('2026-11-23T00:00:00Z'),
      never: Infinity,
      time: '10:00:00',
      several: [new Date('2026-11-23T00:00:00Z'), null],
      days: [new Date('2026-11-23T00:00:00Z')],
    })
  })

  test('arrays keep their nulls, quotes and exact numbers', async () => {
    const row =
      await one(sql`select array['a', null, 'b,"c"', '']::text[] as words, array[1, null]::int4[] as numbers, array[9007199254740993]::int8[] as large,
      array['1.10']::numeric[] as prices, array[${anId}]::uuid[] as ids, '{}'::text[] as none, array['{"a": 1}']::jsonb[] as objects`)
    expect({ ...row }).toEqual({
      words: ['a', null, 'b,"c"', ''],
      numbers: [1, null],
      large: ['9007199254740993'],
      prices: ['1.10'],
      ids: [anId],
      none: [],
      objects: [{ a: 1 }],
    })
  })

  test('every JSON value survives, bare numbers, booleans and text that looks like JSON included', async () => {
    const db = given().driver.db
    const storable = fc
      .jsonValue({ stringUnit: 'grapheme' })
      .map((value): unknown => JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '')))
    const values = [
      5,
      true,
      false,
      null,
      '5',
      'true',
      'null',
      '"x"',
      '{"a":1}',
      '[1]',
      '',
      [],
      {},
      [null],
      { a: null },
      0.1,
      ...fc.sample(storable, 40),
    ]
    for (const value of values) {
      const [row] = await rows<{ back: unknown; kind: string }>(
        db,
        sql`select ${JSON.stringify(value)}::text::jsonb as back, jsonb_typeof(${JSON.stringify(value)}::text::jsonb) as kind`,
      )
      expect(row?.back).toEqual(value)
      expect(row?.kind).toBe(value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
    }
  })

  test('bulk rows in one parameter keep types, nulls, missing keys and nested JSON apart', async () => {
    const input = [
      {
        id: anId,
        n: 9007199254740991,
        price: '0.10',
        tags: ['a', null, 'c"d'],
        data: { deep: [null, 1, 'x'] },
        at: '2026-11-23T04:30:00.000Z',
        flag: true,
      },
      { id: anId, n: null, price: null, tags: null, data: null, at: null, flag: null },
      { id: anId },
    ]
    const back = await rows(
      given().driver.db,
      sql`select * from ${recordset(input, 'id uuid, n int8, price numeric, tags text[], data jsonb, at timestamptz, flag boolean')}`,
    )
    const empty = { id: anId, n: null, price: null, tags: null, data: null, at: null, flag: null }
    expect([...back].map((row) => ({ ...row }))).toEqual([
      {
        id: anId,
        n: '9007199254740991',
        price: '0.10',
        tags: ['a', null, 'c"d'],
        data: { deep: [null, 1, 'x'] },
        at: new Date('2026-11-23T04:30:00Z'),
        flag: true,
      },
      empty,
      empty,
    ])
  })

  test('lists of ids and texts are one parameter each, the empty list included', async () => {
    const row = await one(sql`select ${anId}::uuid = any(${uuids([anId])}) as listed, ${anId}::uuid = any(${uuids([])}) as unlisted,
      ${texts(['a,b', "'; drop table x; --", ''])} as words`)
    expect({ ...row }).toEqual({ listed: true, unlisted: false, words: ['a,b', "'; drop table x; --", ''] })
  })

  test("the query builder reads and writes this project's column types alike", async () => {
    const { db } = given().driver
    await rows(db, sql`create table notes (id uuid primary key, at timestamptz not null, body jsonb, raw bytea, size int4)`)
    for (const body of [5, 'text', '"quoted"', true, { a: [1, null] }, [1]]) {
      const note = { id: crypto.randomUUID(), at: new Date('2026-11-23T04:30:00.123Z'), body, raw: new Uint8Array([0, 255, 10]), size: 3 }
      await db.insert(notes).values(note)
      const [back] = await db
        .select()
        .from(notes)
        .where(sql`${notes.id} = ${note.id}::uuid`)
      expect({ ...back, raw: new Uint8Array(back?.raw ?? []) }).toEqual(note)
    }
  })
})
