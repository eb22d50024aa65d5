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
CREATE INDEX "leads_updated_idx" ON "leads"."leads" ("updated_at","id");--> statement-breakpoint
CREATE INDEX "leads_first_intake_idx" ON "leads"."leads" ("first_intake_at","id") WHERE "root_id" = "id";--> statement-breakpoint
CREATE INDEX "leads_status_since_idx" ON "leads"."leads" ("status_since","id") WHERE "root_id" = "id";--> statement-breakpoint
CREATE INDEX "leads_first_attempt_idx" ON "leads"."leads" ("first_attempt_at","id") WHERE "root_id" = "id" and "first_attempt_at" is not null;--> statement-breakpoint
CREATE INDEX "leads_last_attempt_idx" ON "leads"."leads" ("last_attempt_at","id") WHERE "root_id" = "id" and "last_attempt_at" is not null;--> statement-breakpoint
CREATE INDEX "leads_temperature_idx" ON "leads"."leads" ("temperature_at","id") WHERE "root_id" = "id" and "temperature_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "segments_name_key" ON "leads"."segments" ("owner_id",lower("name")) WHERE "retired_at" is null;--> statement-breakpoint
CREATE INDEX "segments_live_idx" ON "leads"."segments" (lower("name"),"id") WHERE "retired_at" is null;