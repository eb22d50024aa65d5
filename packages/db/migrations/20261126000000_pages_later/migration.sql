-- The same columns for more rows: what the release before asks is served by these as by those that go.
CREATE INDEX "leads_assigned_page_idx" ON "leads"."leads" ("assigned_to","last_activity_at","id") WHERE "assigned_to" is not null;--> statement-breakpoint
CREATE INDEX "leads_counsellor_page_idx" ON "leads"."leads" ("counsellor_id","last_activity_at","id") WHERE "counsellor_id" is not null;--> statement-breakpoint
CREATE INDEX "leads_head_page_idx" ON "leads"."leads" ("owning_head_id","last_activity_at","id") WHERE "owning_head_id" is not null;--> statement-breakpoint
CREATE INDEX "leads_unheld_page_idx" ON "leads"."leads" ("captured_by","last_activity_at","id") WHERE "assigned_to" is null and "counsellor_id" is null and "captured_by" is not null;--> statement-breakpoint
CREATE INDEX "leads_status_page_idx" ON "leads"."leads" ("status","last_activity_at","id");--> statement-breakpoint
CREATE INDEX "segments_shared_idx" ON "leads"."segments" (lower("name"),"id") WHERE "retired_at" is null and "shared";--> statement-breakpoint
DROP INDEX "leads"."leads_assigned_idx"; -- contract: leads_assigned_page_idx has the same columns of more rows--> statement-breakpoint
DROP INDEX "leads"."leads_counsellor_idx"; -- contract: leads_counsellor_page_idx has the same columns of more rows--> statement-breakpoint
DROP INDEX "leads"."leads_head_idx"; -- contract: leads_head_page_idx has the same columns of more rows--> statement-breakpoint
DROP INDEX "leads"."leads_unheld_idx"; -- contract: leads_unheld_page_idx has the same columns of more rows--> statement-breakpoint
DROP INDEX "leads"."leads_status_idx"; -- contract: leads_status_page_idx has the same columns of more rows
