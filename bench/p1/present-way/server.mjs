// The same read the way the present system is written: Express, TypeORM, a JWT, and the user's row read again per request.
import 'reflect-metadata'
import express from 'express'
import jwt from 'jsonwebtoken'
import { DataSource, EntitySchema } from 'typeorm'

const Person = new EntitySchema({
  name: 'Person',
  tableName: 'people',
  schema: 'bench',
  columns: { id: { type: 'uuid', primary: true }, role: { type: 'text' } },
})
const Item = new EntitySchema({
  name: 'Item',
  tableName: 'inbox',
  schema: 'webhooks',
  columns: {
    id: { type: 'uuid', primary: true },
    provider: { type: 'text' },
    dedupeKey: { type: 'text', name: 'dedupe_key' },
    eventType: { type: 'text', name: 'event_type' },
    receivedAt: { type: 'timestamptz', name: 'received_at' },
    raw: { type: 'bytea' },
    headers: { type: 'jsonb' },
    secretVersion: { type: 'int', name: 'secret_version' },
    state: { type: 'text' },
    attempts: { type: 'int' },
    lastError: { type: 'text', name: 'last_error' },
    dueAt: { type: 'timestamptz', name: 'due_at' },
    outcome: { type: 'jsonb' },
    processedAt: { type: 'timestamptz', name: 'processed_at' },
  },
})
const source = await new DataSource({
  type: 'postgres',
  url: process.env.DATABASE_URL,
  entities: [Person, Item],
  poolSize: 16,
}).initialize()
const app = express()
app.use(express.json())
app.use(async (request, response, next) => {
  try {
    const { sub } = jwt.verify(String(request.headers.authorization).slice(7), 'bench-secret')
    const person = await source.getRepository(Person).findOneBy({ id: sub })
    if (person?.role !== 'ADMIN') return response.status(403).json({ message: 'forbidden' })
    next()
  } catch {
    response.status(401).json({ message: 'unauthorized' })
  }
})
app.get('/item/:id', async (request, response) => {
  const item = await source.getRepository(Item).findOneBy({ id: request.params.id })
  if (item === null) return response.status(404).json({ message: 'not found' })
  response.json({ ...item, raw: undefined, rawText: item.raw.toString('utf8'), rawBytes: item.raw.length })
})
const server = app.listen(0, () => console.log(`listening ${server.address().port}`))
