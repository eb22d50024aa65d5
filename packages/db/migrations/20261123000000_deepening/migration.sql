CREATE TABLE "workflows"."exports" (
	"id" uuid PRIMARY KEY,
	"owner_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"workflow_id" uuid NOT NULL,
	"filter" jsonb NOT NULL,
	"state" text DEFAULT 'writing' NOT NULL,
	"row_count" integer,
	"file_id" uuid,
	"failure" text,
	"requested_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "workflow_exports_request_key" UNIQUE("owner_id","request_id"),
	CONSTRAINT "workflow_exports_state_chk" CHECK ("state" in ('writing','ready','failed') and ("state" = 'ready') = ("file_id" is not null) and ("state" = 'ready') = ("row_count" is not null) and ("state" = 'failed') = ("failure" is not null) and ("state" = 'writing') = ("finished_at" is null))
);
--> statement-breakpoint
CREATE TABLE "workflows"."secrets" (
	"name" text PRIMARY KEY,
	"sealed" bytea NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "secrets_name_chk" CHECK ("name" ~ '^[A-Za-z][A-Za-z0-9_-]{0,59}$')
);
--> statement-breakpoint
CREATE TABLE "workflows"."signing_secrets" (
	"workflow_id" uuid PRIMARY KEY,
	"secrets" jsonb NOT NULL,
	"renewed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "signing_secrets_chk" CHECK (jsonb_array_length("secrets") between 1 and 2)
);
--> statement-breakpoint
ALTER TABLE "audit"."verifications" ADD COLUMN "seal" bytea;--> statement-breakpoint
ALTER TABLE "settings"."flags" ADD COLUMN "override_count" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "workflows"."scans" ADD COLUMN "fingerprint" text;--> statement-breakpoint
CREATE INDEX "leads_recent_idx" ON "leads"."leads" ("last_activity_at","id") WHERE "status" <> 'merged';--> statement-breakpoint
CREATE INDEX "runs_live_page_idx" ON "workflows"."runs" ("workflow_id","id") WHERE "state" <> 'finished';--> statement-breakpoint
CREATE INDEX "exports_workflow_idx" ON "workflows"."exports" ("workflow_id","id");--> statement-breakpoint
ALTER TABLE "workflows"."exports" ADD CONSTRAINT "exports_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");--> statement-breakpoint
ALTER TABLE "workflows"."signing_secrets" ADD CONSTRAINT "signing_secrets_workflow_fk" FOREIGN KEY ("workflow_id") REFERENCES "workflows"."workflows"("id");