import { migrate } from '@mas/db/migrate'
import pg from 'pg'

/** A migrated database of this run's own on a server that may hold others; dropped when the work is done. */
export async function withOwnDatabase<T>(serverUrl: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `bench_${process.pid}_${Date.now()}`
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: serverUrl })
    await client.connect()
    try {
      return await client.query(statement)
    } finally {
      await client.end()
    }
  }
  await admin(`create database ${name}`)
  try {
    const url = new URL(serverUrl)
    url.pathname = `/${name}`
    await migrate({ url: url.href })
    return await work(url.href)
  } finally {
    await admin(`drop database if exists ${name} with (force)`)
  }
}
