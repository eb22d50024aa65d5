import { Id, Instant } from '@mas/contracts/core'
import type { Position } from '@mas/db/audit'
import { decodeCursor } from '@mas/kernel'
import { z } from 'zod'

const PositionText = z.tuple([Instant, Id])

/** Lists of entries go by (at, id). */
export function positionOf(row: Position): readonly [string, string] {
  return [row.at, row.id]
}

export function readPosition(list: string, cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined
  const [at, id] = decodeCursor(list, cursor, PositionText)
  return { at, id }
}
