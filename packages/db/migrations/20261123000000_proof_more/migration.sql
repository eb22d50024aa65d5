ALTER TABLE "settings"."flags" ADD COLUMN "override_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "leads_recent_idx" ON "leads"."leads" ("last_activity_at","id") WHERE "status" <> 'merged';--> statement-breakpoint
CREATE INDEX "runs_live_page_idx" ON "workflows"."runs" ("workflow_id","id") WHERE "state" <> 'finished';