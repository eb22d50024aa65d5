CREATE SCHEMA "audit";
--> statement-breakpoint
CREATE SCHEMA "events";
--> statement-breakpoint
CREATE SCHEMA "requests";
--> statement-breakpoint
CREATE SCHEMA "settings";
--> statement-breakpoint
CREATE TABLE "audit"."entries" (
	"id" uuid PRIMARY KEY,
	"at" timestamp with time zone NOT NULL,
	"body" text NOT NULL,
	"action" text GENERATED ALWAYS AS ((body::jsonb ->> 'action')) STORED,
	"actor_id" text GENERATED ALWAYS AS ((body::jsonb #>> '{actor,id}')) STORED,
	"subject_type" text GENERATED ALWAYS AS ((body::jsonb #>> '{subject,type}')) STORED,
	"subject_id" text GENERATED ALWAYS AS ((body::jsonb #>> '{subject,id}')) STORED,
	CONSTRAINT "entries_body_size_chk" CHECK (octet_length(body) <= 65536)
);
--> statement-breakpoint
CREATE TABLE "events"."consumed" (
	"event_id" uuid,
	"subscriber" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "consumed_pkey" PRIMARY KEY("event_id","subscriber")
);
--> statement-breakpoint
CREATE TABLE "events"."outbox" (
	"id" uuid PRIMARY KEY,
	"name" text NOT NULL,
	"data" jsonb NOT NULL,
	"actor" text NOT NULL,
	"request_id" text NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"dispatched_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "requests"."keys" (
	"actor" text,
	"verb" text,
	"key" text,
	"body_hash" text NOT NULL,
	"response" jsonb,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "keys_pkey" PRIMARY KEY("actor","verb","key")
);
--> statement-breakpoint
CREATE TABLE "requests"."rates" (
	"bucket" text,
	"window_start" timestamp with time zone,
	"used" integer NOT NULL,
	CONSTRAINT "rates_pkey" PRIMARY KEY("bucket","window_start")
);
--> statement-breakpoint
CREATE TABLE "settings"."changes" (
	"id" uuid PRIMARY KEY,
	"key" text NOT NULL,
	"old" jsonb,
	"new" jsonb NOT NULL,
	"base_version" integer NOT NULL,
	"reason" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings"."values" (
	"key" text PRIMARY KEY,
	"value" jsonb NOT NULL,
	"version" integer NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "values_version_chk" CHECK ("version" >= 1)
);
--> statement-breakpoint
CREATE INDEX "entries_subject_idx" ON "audit"."entries" ("subject_type","subject_id","id");--> statement-breakpoint
CREATE INDEX "entries_actor_idx" ON "audit"."entries" ("actor_id","id");--> statement-breakpoint
CREATE INDEX "entries_action_idx" ON "audit"."entries" ("action","id");--> statement-breakpoint
CREATE INDEX "outbox_name_id_idx" ON "events"."outbox" ("name","id");--> statement-breakpoint
CREATE INDEX "outbox_undispatched_idx" ON "events"."outbox" ("id") WHERE "dispatched_at" is null;--> statement-breakpoint
CREATE INDEX "keys_created_at_idx" ON "requests"."keys" ("created_at");--> statement-breakpoint
CREATE INDEX "rates_window_start_idx" ON "requests"."rates" ("window_start");--> statement-breakpoint
CREATE INDEX "changes_key_idx" ON "settings"."changes" ("key","id");