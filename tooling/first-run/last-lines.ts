import { readFileSync } from 'node:fs'

export const lastLines = (file: string, count: number): string =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(-count)
    .map((line) => `    ${line}`)
    .join('\n')
