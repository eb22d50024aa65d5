import type { VendorRoute } from './expose.ts'

/** The table of contents of the vendor API; a wire format: routes are added, never changed. */
export const vendorRoutes: readonly VendorRoute[] = []
