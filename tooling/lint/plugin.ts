import {
  contractsStayLight,
  drizzleOnlyInDb,
  kernelStaysPure,
  nothingImportsApps,
  queueAndAuthOnlyInPlatform,
  testingOnlyInTests,
  webOnlyInApi,
} from './rules/imports.ts'
import { envOnlyInConfig } from './rules/env-only-in-config.ts'
import { exactReadExactly } from './rules/exact-read-exactly.ts'
import { noBareAs } from './rules/no-bare-as.ts'
import { noClockInDomain } from './rules/no-clock-in-domain.ts'
import { noOuterCtxInTx } from './rules/no-outer-ctx-in-tx.ts'
import { noSwallowedCatch } from './rules/no-swallowed-catch.ts'
import { noVagueNames } from './rules/no-vague-names.ts'
import { noVendorHosts } from './rules/no-vendor-hosts.ts'
import { ownerIsOwnDomain } from './rules/owner-is-own-domain.ts'
import { testHasExpect } from './rules/test-has-expect.ts'
import { verbFileShape } from './rules/verb-file-shape.ts'

/** The rules of this house that no linter ships, by the name that disable comments use (`mas/<name>`). */
export const rules = {
  'contracts-stay-light': contractsStayLight,
  'drizzle-only-in-db': drizzleOnlyInDb,
  'env-only-in-config': envOnlyInConfig,
  'exact-read-exactly': exactReadExactly,
  'kernel-stays-pure': kernelStaysPure,
  'no-bare-as': noBareAs,
  'no-clock-in-domain': noClockInDomain,
  'no-outer-ctx-in-tx': noOuterCtxInTx,
  'no-swallowed-catch': noSwallowedCatch,
  'no-vague-names': noVagueNames,
  'no-vendor-hosts': noVendorHosts,
  'nothing-imports-apps': nothingImportsApps,
  'owner-is-own-domain': ownerIsOwnDomain,
  'queue-and-auth-only-in-platform': queueAndAuthOnlyInPlatform,
  'test-has-expect': testHasExpect,
  'testing-only-in-tests': testingOnlyInTests,
  'verb-file-shape': verbFileShape,
  'web-only-in-api': webOnlyInApi,
}

// eslint-disable-next-line import/no-default-export -- oxlint loads the default export
export default { meta: { name: 'mas' }, rules }
