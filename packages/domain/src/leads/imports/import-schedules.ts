import { schedule } from '@mas/kernel'
import { ageImports, resumeImports } from './import-jobs.ts'

export const importSchedules = [
  schedule('leads.resume-imports', '* * * * *', resumeImports),
  schedule('leads.age-imports', '30 3 * * *', ageImports),
]
