CREATE TABLE "leads"."scrub_requests" (
	"value_hash" text PRIMARY KEY,
	"value" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "leads"."exports" (
	"id" uuid PRIMARY KEY,
	"owner_id" uuid NOT NULL,
	"request_id" uuid NOT NULL,
	"reach" jsonb NOT NULL,
	"segment_id" uuid,
	"filter" jsonb NOT NULL,
	"state" text DEFAULT 'writing' NOT NULL,
	"row_count" integer,
	"file_id" uuid,
	"failure" text,
	"requested_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "exports_request_key" UNIQUE("owner_id","request_id"),
	CONSTRAINT "exports_state_chk" CHECK ("state" in ('writing','ready','failed') and ("state" = 'ready') = ("file_id" is not null) and ("state" = 'ready') = ("row_count" is not null) and ("state" = 'failed') = ("failure" is not null) and ("state" = 'writing') = ("finished_at" is null))
);
--> statement-breakpoint
CREATE TABLE "leads"."segments" (
	"id" uuid PRIMARY KEY,
	"name" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"shared" boolean NOT NULL,
	"condition" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone,
	"member_count" bigint,
	"counted_at" timestamp with time zone,
	"count_asked_at" timestamp with time zone,
	CONSTRAINT "segments_counted_chk" CHECK (("member_count" is null) = ("counted_at" is null) and "member_count" >= 0)
);
--> statement-breakpoint
CREATE TABLE "leads"."transfer_items" (
	"transfer_id" uuid,
	"lead_id" uuid,
	"previous_head_id" uuid,
	"outcome" text,
	CONSTRAINT "transfer_items_pkey" PRIMARY KEY("transfer_id","lead_id"),
	CONSTRAINT "transfer_items_outcome_chk" CHECK ("outcome" in ('moved','unchanged','restored','kept'))
);
--> statement-breakpoint
CREATE TABLE "leads"."transfers" (
	"id" uuid PRIMARY KEY,
	"request_id" uuid NOT NULL,
	"by_user_id" uuid NOT NULL,
	"to_head_id" uuid NOT NULL,
	"keep_assignees" boolean NOT NULL,
	"reason" text NOT NULL,
	"filter" jsonb,
	"place" uuid,
	"state" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "transfers_request_key" UNIQUE("by_user_id","request_id"),
	CONSTRAINT "transfers_state_chk" CHECK ("state" in ('staging','applying','applied','undoing','undone'))
);
--> statement-breakpoint
CREATE TABLE "leads"."sweep_places" (
	"name" text PRIMARY KEY,
	"at" timestamp with time zone NOT NULL,
	"lead_id" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notifications"."intents" ADD COLUMN "consent_class" text;--> statement-breakpoint
CREATE INDEX "leads_updated_idx" ON "leads"."leads" ("updated_at","id");--> statement-breakpoint
CREATE INDEX "leads_first_intake_idx" ON "leads"."leads" ("first_intake_at","id") WHERE "root_id" = "id";--> statement-breakpoint
CREATE INDEX "leads_status_since_idx" ON "leads"."leads" ("status_since","id") WHERE "root_id" = "id";--> statement-breakpoint
CREATE INDEX "leads_first_attempt_idx" ON "leads"."leads" ("first_attempt_at","id") WHERE "root_id" = "id" and "first_attempt_at" is not null;--> statement-breakpoint
CREATE INDEX "leads_last_attempt_idx" ON "leads"."leads" ("last_attempt_at","id") WHERE "root_id" = "id" and "last_attempt_at" is not null;--> statement-breakpoint
CREATE INDEX "leads_temperature_idx" ON "leads"."leads" ("temperature_at","id") WHERE "root_id" = "id" and "temperature_at" is not null;--> statement-breakpoint
CREATE INDEX "scrub_requests_asked_idx" ON "leads"."scrub_requests" ("asked_at");--> statement-breakpoint
CREATE INDEX "exports_segment_idx" ON "leads"."exports" ("segment_id") WHERE "segment_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "segments_name_key" ON "leads"."segments" ("owner_id",lower("name")) WHERE "retired_at" is null;--> statement-breakpoint
CREATE INDEX "segments_live_idx" ON "leads"."segments" (lower("name"),"id") WHERE "retired_at" is null;--> statement-breakpoint
CREATE INDEX "transfer_items_lead_idx" ON "leads"."transfer_items" ("lead_id","transfer_id");--> statement-breakpoint
CREATE INDEX "transfer_items_open_idx" ON "leads"."transfer_items" ("transfer_id","lead_id") WHERE "outcome" is null;--> statement-breakpoint
CREATE INDEX "transfer_items_moved_idx" ON "leads"."transfer_items" ("transfer_id","lead_id") WHERE "outcome" = 'moved';--> statement-breakpoint
CREATE INDEX "transfers_at_work_idx" ON "leads"."transfers" ("requested_at") WHERE "state" in ('staging','applying','undoing');--> statement-breakpoint
ALTER TABLE "leads"."exports" ADD CONSTRAINT "exports_segment_fk" FOREIGN KEY ("segment_id") REFERENCES "leads"."segments"("id");--> statement-breakpoint
ALTER TABLE "leads"."transfer_items" ADD CONSTRAINT "transfer_items_transfer_fk" FOREIGN KEY ("transfer_id") REFERENCES "leads"."transfers"("id");--> statement-breakpoint
ALTER TABLE "leads"."transfer_items" ADD CONSTRAINT "transfer_items_lead_fk" FOREIGN KEY ("lead_id") REFERENCES "leads"."leads"("id");--> statement-breakpoint
ALTER TABLE "notifications"."intents" ADD CONSTRAINT "intents_consent_class_chk" CHECK ("consent_class" in ('promotional', 'service', 'transactional'));--> statement-breakpoint
ALTER TABLE "leads"."campaigns" ADD CONSTRAINT "campaigns_times_chk" CHECK ("ends_at" > "starts_at");