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
ALTER TABLE "notifications"."intents" ADD COLUMN "consent_class" text;--> statement-breakpoint
CREATE INDEX "leads_updated_idx" ON "leads"."leads" ("updated_at","id");--> statement-breakpoint
CREATE INDEX "leads_first_intake_idx" ON "leads"."leads" ("first_intake_at","id") WHERE "root_id" = "id";--> statement-breakpoint
CREATE INDEX "leads_status_since_idx" ON "leads"."leads" ("status_since","id") WHERE "root_id" = "id";--> statement-breakpoint
CREATE INDEX "leads_first_attempt_idx" ON "leads"."leads" ("first_attempt_at","id") WHERE "root_id" = "id" and "first_attempt_at" is not null;--> statement-breakpoint
CREATE INDEX "leads_last_attempt_idx" ON "leads"."leads" ("last_attempt_at","id") WHERE "root_id" = "id" and "last_attempt_at" is not null;--> statement-breakpoint
CREATE INDEX "leads_temperature_idx" ON "leads"."leads" ("temperature_at","id") WHERE "root_id" = "id" and "temperature_at" is not null;--> statement-breakpoint
CREATE INDEX "exports_segment_idx" ON "leads"."exports" ("segment_id") WHERE "segment_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "segments_name_key" ON "leads"."segments" ("owner_id",lower("name")) WHERE "retired_at" is null;--> statement-breakpoint
CREATE INDEX "segments_live_idx" ON "leads"."segments" (lower("name"),"id") WHERE "retired_at" is null;--> statement-breakpoint
ALTER TABLE "leads"."exports" ADD CONSTRAINT "exports_segment_fk" FOREIGN KEY ("segment_id") REFERENCES "leads"."segments"("id");--> statement-breakpoint
ALTER TABLE "notifications"."intents" ADD CONSTRAINT "intents_consent_class_chk" CHECK ("consent_class" in ('promotional', 'service', 'transactional'));--> statement-breakpoint
ALTER TABLE "leads"."campaigns" ADD CONSTRAINT "campaigns_times_chk" CHECK ("ends_at" > "starts_at");