import { permissions } from '../access/index.ts'
import { leadsImportPermissions } from './import-permissions.ts'

const everybodyInSales = { SALES: 'own', SALES_HEAD: 'team+pool' } as const

/** `own`: telecaller, counsellor, or captured it while nobody holds it. `team`: one of these is in my team. `pool`: I am the owning head. */
export const leadsPermissions = {
  ...leadsImportPermissions,
  ...permissions('leads', {
    'capture-lead': { SALES: 'own', SALES_HEAD: 'pool' },
    'list-leads': everybodyInSales,
    'search-leads': everybodyInSales,
    'count-leads': everybodyInSales,
    'get-lead': everybodyInSales,
    'list-timeline': everybodyInSales,
    'explain-lead': everybodyInSales,
    'update-lead': everybodyInSales,
    'change-status': everybodyInSales,
    'reopen-lead': { SALES_HEAD: 'team+pool' },
    'apply-disposition': everybodyInSales,
    'add-note': everybodyInSales,
    'correct-note': everybodyInSales,
    'schedule-follow-up': everybodyInSales,
    'reschedule-follow-up': everybodyInSales,
    'complete-follow-up': everybodyInSales,
    'cancel-follow-up': everybodyInSales,
    'list-my-follow-ups': everybodyInSales,
    'tag-leads': everybodyInSales,
    'untag-leads': everybodyInSales,
    'create-tag': { ADMIN: 'all' },
    'rename-tag': { ADMIN: 'all' },
    'retire-tag': { ADMIN: 'all' },
    'list-products': { ADMIN: 'all', SALES: 'all', SALES_HEAD: 'all' },
    'create-product': { ADMIN: 'all' },
    'update-product': { ADMIN: 'all' },
    'retire-product': { ADMIN: 'all' },
    'list-duplicates': { SALES_HEAD: 'pool' },
    'merge-leads': { SALES_HEAD: 'pool' },
    'dismiss-duplicate': { SALES_HEAD: 'pool' },
    'undo-merge': { SALES_HEAD: 'pool' },
    'record-consent': everybodyInSales,
    'withdraw-consent': everybodyInSales,
    'check-contact': { SALES: 'own', SALES_HEAD: 'team+pool', SYSTEM: 'all', WORKFLOW: 'all' },
    'reveal-phone': everybodyInSales,
  }),
}
