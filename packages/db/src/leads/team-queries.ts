import { sql } from 'drizzle-orm'
import { rows } from '../rows.ts'
import type { Reader } from '../driver/types.ts'

export async function isTeamMember(reader: Reader, headId: string, memberId: string): Promise<boolean> {
  const found = await rows(reader, sql`select 1 from leads.team_edges where head_id = ${headId}::uuid and member_id = ${memberId}::uuid`)
  return found.length === 1
}
