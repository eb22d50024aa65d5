CREATE TABLE "audit"."anchors" (
	"day" date PRIMARY KEY,
	"heads" jsonb NOT NULL,
	"digest" bytea NOT NULL,
	"signature" bytea NOT NULL,
	"computed_at" timestamp with time zone NOT NULL,
	"receipt" text,
	"published_at" timestamp with time zone,
	CONSTRAINT "anchors_published_chk" CHECK (("receipt" is null) = ("published_at" is null))
);
--> statement-breakpoint
CREATE TABLE "audit"."chains" (
	"no" smallint PRIMARY KEY,
	"stream" text CONSTRAINT "chains_stream_key" UNIQUE,
	"seq" bigint NOT NULL,
	"head" bytea NOT NULL,
	CONSTRAINT "chains_no_chk" CHECK (("stream" is null) = ("no" between 0 and 31) and "no" >= 0),
	CONSTRAINT "chains_seq_chk" CHECK ("seq" >= 0)
);
--> statement-breakpoint
CREATE TABLE "audit"."checkpoints" (
	"chain" smallint,
	"seq" bigint,
	"from_seq" bigint NOT NULL,
	"head" bytea NOT NULL,
	"archive" text NOT NULL,
	CONSTRAINT "checkpoints_pkey" PRIMARY KEY("chain","seq"),
	CONSTRAINT "checkpoints_run_chk" CHECK ("from_seq" between 1 and "seq")
);
--> statement-breakpoint
CREATE TABLE "audit"."subject_keys" (
	"subject_id" text PRIMARY KEY,
	"subject_type" text NOT NULL,
	"wrapped_key" bytea,
	"created_at" timestamp with time zone NOT NULL,
	"destroyed_at" timestamp with time zone,
	CONSTRAINT "subject_keys_destroyed_chk" CHECK (("wrapped_key" is null) = ("destroyed_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "audit"."verifications" (
	"id" uuid PRIMARY KEY,
	"kind" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone NOT NULL,
	"from" jsonb NOT NULL,
	"to" jsonb NOT NULL,
	"entries" bigint NOT NULL,
	"result" text NOT NULL,
	"first_fault" jsonb,
	CONSTRAINT "verifications_kind_chk" CHECK ("kind" in ('chain', 'tail', 'all')),
	CONSTRAINT "verifications_result_chk" CHECK ("result" in ('ok', 'fault') and ("result" = 'ok') = ("first_fault" is null))
);
--> statement-breakpoint
DROP TABLE "audit"."entries";--> statement-breakpoint
CREATE INDEX "anchors_unpublished_idx" ON "audit"."anchors" ("day") WHERE "published_at" is null;--> statement-breakpoint
CREATE INDEX "checkpoints_archive_idx" ON "audit"."checkpoints" ("archive");--> statement-breakpoint
CREATE INDEX "verifications_ok_idx" ON "audit"."verifications" ("kind","id") WHERE "result" = 'ok';