import { z } from 'zod'
import { Role } from '../access/index.ts'
import { Id, personal, secret } from '../core/index.ts'

const cell = (max: number) => z.string().max(max).nullable().default(null)

/** A person as the system before this one wrote them down; read leniently, because every row gets an answer of its own. */
export const ImportedRow = z.strictObject({
  line: z.int().min(1).meta({ description: 'Line of the file it stands in' }),
  oldId: z.string().max(200),
  email: personal(z.string().max(2000)),
  fullName: personal(cell(2000)),
  password: secret(cell(2000).meta({ description: 'bcrypt hash ($2a$ or $2b$)' })),
  phone: personal(cell(2000)),
  profession: cell(2000),
  domain: cell(2000),
  role: cell(200),
  profilePhoto: cell(4000),
  googleId: personal(cell(2000)),
  isVerified: cell(20),
  isProfileComplete: cell(20),
  isBlocked: cell(20),
  ipAddress: personal(cell(200)),
  userAgent: cell(4000),
  createdAt: cell(100).meta({ description: 'UTC where it names no zone' }),
})
export type ImportedRow = z.input<typeof ImportedRow>

export const ImportUsersInput = z.strictObject({
  rows: z.array(ImportedRow).min(1).max(500),
  dryRun: z.boolean().default(false).meta({ description: 'Answers what would become of each row and writes nothing' }),
})
export const ImportOutcome = z.object({
  line: z.int(),
  outcome: z.enum(['created', 'invited', 'joined', 'known', 'refused']).meta({
    description:
      'created: signs in as before; invited: has to prove the mailbox first; joined: the mailbox has an account here, which stays as it is; known: imported before; refused: nothing was made of it',
  }),
  userId: Id.nullable(),
  notes: z.array(z.string()).meta({ description: 'Why it was refused, or what of the row was left out' }),
  wants: Role.nullable().meta({ description: 'Role of the old system that the import does not give' }),
})
export type ImportOutcome = z.infer<typeof ImportOutcome>
export const ImportUsersOutput = z.object({ results: z.array(ImportOutcome) })
