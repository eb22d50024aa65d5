ALTER TABLE "leads"."imports" ADD COLUMN "read_place" jsonb;--> statement-breakpoint
CREATE INDEX "runs_held_page_idx" ON "workflows"."runs" ("workflow_id","id") WHERE "state" = 'held';