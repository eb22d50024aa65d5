import { expect, test } from 'bun:test'
import { SQL } from 'bun'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepPostgres } from './keep-postgres.ts'

test('a killed Postgres comes back at the same address with what was committed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mas keep '))
  Bun.spawnSync(['chmod', '755', folder])
  const said: string[] = []
  const postgres = await keepPostgres({
    dataDir: join(folder, 'data'),
    port: undefined,
    logFile: join(folder, 'log'),
    say: (line) => {
      said.push(line)
    },
    onRestart: () => {
      said.push('up again')
    },
    onLost: (error) => {
      said.push(error.message)
    },
  })
  try {
    const first = postgres.pid()
    await query(postgres.url, 'create table kept as select 1 as n')
    process.kill(first, 'SIGKILL')
    while (postgres.pid() === first) await Bun.sleep(10)
    expect(await query(postgres.url, 'select n from kept')).toEqual([[1]])
    expect(said).toEqual(['Postgres ended (SIGKILL); starting it again', 'up again'])
  } finally {
    await postgres.stop()
    rmSync(folder, { recursive: true })
  }
}, 180_000)

const query = async (url: string, text: string): Promise<unknown> => {
  const sql = new SQL(url, { max: 1 })
  try {
    return Array.from(await sql.unsafe(text).values())
  } finally {
    await sql.close()
  }
}
