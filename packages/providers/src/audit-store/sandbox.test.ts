import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeAuditStores } from './contract.ts'
import { createAuditStoreFaults, folderAnchorSink, folderArchiveStore } from './index.ts'

describeAuditStores('local folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mas-audit-'))
  const faults = createAuditStoreFaults()
  return { sink: folderAnchorSink({ folder, faults }), archive: folderArchiveStore({ folder, faults }), faults }
})
