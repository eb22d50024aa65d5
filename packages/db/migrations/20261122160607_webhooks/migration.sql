CREATE SCHEMA "webhooks";
--> statement-breakpoint
CREATE TABLE "webhooks"."inbox" (
	"id" uuid PRIMARY KEY,
	"provider" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"event_type" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"raw" bytea,
	"raw_until" timestamp with time zone NOT NULL,
	"headers" jsonb NOT NULL,
	"secret_version" integer,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"due_at" timestamp with time zone,
	"parked_since" timestamp with time zone,
	"outcome" jsonb,
	"processed_at" timestamp with time zone,
	CONSTRAINT "inbox_state_chk" CHECK ("state" in ('received', 'processed', 'ignored', 'parked', 'dead')),
	CONSTRAINT "inbox_due_chk" CHECK (("due_at" is not null) = ("state" in ('received', 'parked'))),
	CONSTRAINT "inbox_raw_size_chk" CHECK (octet_length("raw") <= 1048576),
	CONSTRAINT "inbox_dedupe_key_size_chk" CHECK (length("dedupe_key") between 1 and 300)
);
--> statement-breakpoint
CREATE TABLE "webhooks"."inbox_keys" (
	"provider" text,
	"dedupe_key" text,
	"inbox_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "inbox_keys_pkey" PRIMARY KEY("provider","dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "webhooks"."rejections" (
	"provider" text,
	"minute" timestamp with time zone,
	"reason" text,
	"count" integer NOT NULL,
	"sample" jsonb NOT NULL,
	CONSTRAINT "rejections_pkey" PRIMARY KEY("provider","minute","reason"),
	CONSTRAINT "rejections_reason_chk" CHECK ("reason" in ('bad-signature', 'stale', 'malformed', 'too-large'))
);
--> statement-breakpoint
CREATE INDEX "inbox_provider_state_idx" ON "webhooks"."inbox" ("provider","state","id");--> statement-breakpoint
CREATE INDEX "inbox_state_idx" ON "webhooks"."inbox" ("state","id");--> statement-breakpoint
CREATE INDEX "inbox_provider_idx" ON "webhooks"."inbox" ("provider","id");--> statement-breakpoint
CREATE INDEX "inbox_due_idx" ON "webhooks"."inbox" ("due_at") WHERE "due_at" is not null;--> statement-breakpoint
CREATE INDEX "inbox_raw_until_idx" ON "webhooks"."inbox" ("raw_until") WHERE "raw" is not null;--> statement-breakpoint
CREATE INDEX "inbox_keys_at_idx" ON "webhooks"."inbox_keys" ("at");--> statement-breakpoint
CREATE INDEX "inbox_keys_inbox_id_idx" ON "webhooks"."inbox_keys" ("inbox_id");--> statement-breakpoint
CREATE INDEX "rejections_minute_idx" ON "webhooks"."rejections" ("minute");