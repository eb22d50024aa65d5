import type { HumanCheck } from '@mas/kernel/ports/human-check'
import { refused } from '../http/index.ts'

/** Stands in where no human check is set up; callers fall back to their throttle. */
export const humanCheckOff: HumanCheck = {
  mode: 'off',
  check: async () => refused('the human check is switched off (HUMAN_CHECK_MODE)', 'later'),
}
