import { readdirSync } from 'node:fs'

const folder = new URL('../', import.meta.url)

/** Every row is a file of its own name beside main.ts; the numbered ones of the performance table come first. */
export function rowsOfBench(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !/^main\.|\.test\.ts$/.test(name))
    .map((name) => name.slice(0, -'.ts'.length))
    .toSorted((a, b) => place(a) - place(b) || a.localeCompare(b))
}

function place(row: string): number {
  return Number(/^p(\d+)$/.exec(row)?.[1] ?? 1_000)
}
